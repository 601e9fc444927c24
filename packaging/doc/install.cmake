# SPDX-License-Identifier: GPL-2.0-or-later
# Pages and their pictures lie in one folder where they are installed: links lose the folders of the source.
#   cmake -D SOURCE=DIR -D TO=DIR -P install.cmake
file(GLOB pages ${SOURCE}/packaging/doc/*.md)
foreach(page ${pages} ${SOURCE}/README.md)
  get_filename_component(name ${page} NAME)
  file(READ ${page} text)
  foreach(folder ../../plugin/screenshots/ plugin/screenshots/ packaging/doc/ ../../)
    string(REPLACE "](${folder}" "](" text "${text}")
  endforeach()
  file(WRITE ${TO}/${name} "${text}")
endforeach()
