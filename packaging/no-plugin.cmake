# SPDX-License-Identifier: GPL-2.0-or-later
# What --component plugin and plugin-user do where no plugin was built.
message(FATAL_ERROR "There is no plugin to install: it was not built. It needs libwireshark-dev; with that there, "
  "configure and build again: cmake --preset release && cmake --build --preset release")
