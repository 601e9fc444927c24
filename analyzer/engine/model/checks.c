/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/model.h"

const struct ikt_model_check_info ikt_model_checks[IKT_MODEL_CHECK_COUNT] = {
#define IKT_MODEL_CHECK(id, text, source, sure) {text, source, IKT_MODEL_##sure},
#include "model/checks.def"
#undef IKT_MODEL_CHECK
};
