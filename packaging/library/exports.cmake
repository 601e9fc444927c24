# SPDX-License-Identifier: GPL-2.0-or-later
# A version script for the linker: every function and variable that a public header declares, and nothing else.
# usage: cmake -DOUTPUT=FILE -DHEADERS=DIR -DVERSION=N -P exports.cmake
cmake_minimum_required(VERSION 3.16)
file(GLOB headers ${HEADERS}/*.h)
set(names)
foreach(header ${headers})
  file(READ ${header} text)
  string(REGEX REPLACE "/\\*([^*]|\\*+[^*/])*\\*+/" "" text "${text}")
  string(REGEX MATCHALL "ikt_[a-z0-9_]+\\(" functions "${text}")
  string(REGEX MATCHALL "extern const [^;]*;" variables "${text}")
  string(REGEX MATCHALL "ikt_[a-z0-9_]+(;|\\[)" variables "${variables};")
  list(APPEND names ${functions} ${variables})
endforeach()
string(REGEX REPLACE "[(\\[]" "" names "${names}")
list(REMOVE_DUPLICATES names)
list(SORT names)
list(JOIN names ";\n        " lines)
file(WRITE ${OUTPUT} "IKETRIAGE_${VERSION} {\n    global:\n        ${lines};\n    local:\n        *;\n};\n")
