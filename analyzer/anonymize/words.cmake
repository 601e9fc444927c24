# SPDX-License-Identifier: GPL-2.0-or-later
# The words that the program itself may write: all in the string literals of its sources, sorted, as a C table.
# usage: cmake -DOUTPUT=FILE -DFOLDERS="DIR;DIR" -P words.cmake
cmake_minimum_required(VERSION 3.16)
set(words)
foreach(folder ${FOLDERS})
  file(GLOB_RECURSE sources ${folder}/*.c ${folder}/*.h ${folder}/*.def)
  foreach(source ${sources})
    file(READ ${source} text)
    string(REGEX MATCHALL "\"[^\"\n]*\"" literals "${text}")
    string(REGEX REPLACE "\\\\[a-z]|%[-+0-9.*]*[a-zA-Z]" " " literals "${literals}")
    string(TOLOWER "${literals}" literals)
    string(REGEX MATCHALL "[a-z][a-z0-9_.@-]*" found "${literals}")
    list(APPEND words ${found})
  endforeach()
  list(REMOVE_DUPLICATES words)
endforeach()
# What ends a sentence, and the parts of what is joined.
string(REGEX REPLACE "[.-]+;" ";" words "${words};")
string(REGEX MATCHALL "[a-z][a-z0-9]*" parts "${words}")
list(APPEND words ${parts})
list(FILTER words EXCLUDE REGEX "^r[0-9]$|^$") # names of routers in examples
list(REMOVE_DUPLICATES words)
list(SORT words)
list(JOIN words "\",\n\"" text)
file(WRITE ${OUTPUT} "\"${text}\",\n")
