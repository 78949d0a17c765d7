// Every list of settings, in the order of a configuration file. Included once for each use of the lists.
// clang-format off
#include "model/settings/service.h"
#include "model/settings/team.h"
#include "model/settings/store.h"
#include "model/settings/operation.h"
#include "model/settings/mail.h"
#include "model/settings/experimental.h"
#include "model/settings/signon.h"
#include "model/settings/feature_flags.h"
