// Jobs: long work of the server, as administrators see it. Owner of the table jobs. A job waits as `pending` for
// whatever part of the server does its type of work.
#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/system/system.h"
#include "model/job.h"

namespace rk::system {

namespace {

#define JOB_TYPES(T)                                                                                             \
    T(data_retention, create_data_retention_job, read_data_retention_job)                                        \
    T(message_export, create_compliance_export_job, read_compliance_export_job)                                  \
    T(elasticsearch_post_indexing, create_elasticsearch_post_indexing_job, read_elasticsearch_post_indexing_job) \
    T(elasticsearch_post_aggregation, create_elasticsearch_post_aggregation_job,                                 \
      read_elasticsearch_post_aggregation_job)                                                                   \
    T(ldap_sync, create_ldap_sync_job, read_ldap_sync_job)                                                       \
    T(migrations, manage_jobs, read_jobs)                                                                        \
    T(plugins, manage_jobs, read_jobs)                                                                           \
    T(product_notices, manage_jobs, read_jobs)                                                                   \
    T(expiry_notify, manage_jobs, read_jobs)                                                                     \
    T(active_users, manage_jobs, read_jobs)                                                                      \
    T(import_process, manage_jobs, read_jobs)                                                                    \
    T(import_delete, manage_jobs, read_jobs)                                                                     \
    T(export_process, manage_jobs, read_jobs)                                                                    \
    T(export_delete, manage_jobs, read_jobs)                                                                     \
    T(cloud, manage_jobs, read_jobs)                                                                             \
    T(extract_content, manage_jobs, read_jobs)                                                                   \
    T(access_control_sync, manage_system, manage_system)

struct JobType {
    std::string_view name;
    Permission create, read;
};
constexpr JobType kTypes[] = {
#define T(NAME, CREATE, READ) {#NAME, Permission::CREATE, Permission::READ},
    JOB_TYPES(T)
#undef T
};

const JobType* find_type(std::string_view name) {
    for (const JobType& type : kTypes)
        if (type.name == name) return &type;
    return nullptr;
}

RK_QUERY(kAdd, "job_add", "INSERT INTO jobs ({Job}) VALUES ({?Job})");
RK_QUERY(kById, "job_by_id", "SELECT {Job} FROM jobs WHERE id = ?1");
RK_QUERY(kOfTypes, "jobs_of_types",
         "SELECT {Job} FROM jobs WHERE type IN {?1} AND (CAST(?2 AS text) = '' OR status = ?2)"
         " ORDER BY createat DESC LIMIT ?3 OFFSET ?4");
// Only from one of the states that allow it: somebody else may change the job at the same time.
RK_QUERY(kSetStatus, "job_set_status",
         "UPDATE jobs SET status = ?2, lastactivityat = ?3 WHERE id = ?1 AND status IN {?4}");

Job get_job(Tx& tx, std::string_view id) {
    auto job = tx.find<Job>(kById, id);
    if (!job) throw Err::job_not_found;
    return std::move(*job);
}

std::string list_of(Ctx& c, Tx& tx, const std::vector<std::string>& types, std::string_view status) {
    int64_t per_page = c.per_page();
    return to_json(tx.list<Job>(kOfTypes, types, status, per_page, c.page() * per_page));
}

Reply list_all(Ctx& c, Tx& tx) {
    std::vector<std::string> types;
    std::string only = c.query("job_type"), status = c.query("status");
    if (!only.empty() && !find_type(only)) throw Err::invalid_url_param.with("Name", "job_type");
    for (const JobType& type : kTypes)
        if ((only.empty() || only == type.name) && access::may(tx, c.actor(), type.read)) types.emplace_back(type.name);
    if (types.empty()) throw Err::no_permission.because("read_jobs");
    return reply::json(200, list_of(c, tx, types, status));
}

Reply list_by_type(Ctx& c, Tx& tx) {
    const JobType* type = find_type(c.param("type"));
    if (!type) throw Err::job_type_unreadable;
    access::require(tx, c.actor(), type->read);
    return reply::json(200, list_of(c, tx, {std::string(type->name)}, ""));
}

Reply get_one(Ctx& c, Tx& tx) {
    Job job = get_job(tx, c.id("job_id"));
    const JobType* type = find_type(job.type);
    if (!type) throw Err::job_type_unreadable;
    access::require(tx, c.actor(), type->read);
    return reply::model(200, job);
}

Reply create(Ctx& c, Tx& tx) {
    Job asked = c.body<Job>("job");
    const JobType* type = find_type(asked.type);
    if (!type) throw Err::job_type_unknown;
    access::require(tx, c.actor(), type->create);
    Job job;
    job.id = new_id();
    job.type = std::move(asked.type);
    job.create_at = tx.now();
    job.status = "pending";
    job.data = asked.data.is_object() ? std::move(asked.data) : Json::object();
    tx.exec(kAdd, job);
    return reply::model(201, job);
}

Job require_manager(Ctx& c, Tx& tx) {
    Job job = get_job(tx, c.id("job_id"));
    const JobType* type = find_type(job.type);
    if (!type) throw Err::job_type_unknown;
    access::require(tx, c.actor(), type->create);
    return job;
}

// What waits is cancelled at once; what runs is asked to stop.
void request_cancellation(Tx& tx, const Job& job) {
    if (tx.exec(kSetStatus, job.id, "canceled", tx.now(), std::vector<std::string>{"pending"}) > 0) return;
    if (tx.exec(kSetStatus, job.id, "cancel_requested", tx.now(), std::vector<std::string>{"in_progress"}) > 0) return;
    throw Err::job_not_cancellable;
}

Reply cancel(Ctx& c, Tx& tx) {
    request_cancellation(tx, require_manager(c, tx));
    return reply::ok();
}

Reply set_status(Ctx& c, Tx& tx) {
    Json body = c.body_object("status");
    if (!body["status"].is_string()) throw Err::invalid_body_param.with("Name", "status");
    const std::string& status = body["status"].as_string();
    Job job = require_manager(c, tx);
    bool force = body["force"].as_bool();
    std::vector<std::string> from;
    if (status == "pending") from = {"in_progress"};
    else if (status == "cancel_requested") from = {"pending", "in_progress"};
    else if (status == "canceled") from = {"cancel_requested"};
    if (force && !from.empty()) from = {job.status};
    if (from.empty() || !contains(from, job.status)) throw Err::job_status_wrong;
    if (status == "cancel_requested" && !force) request_cancellation(tx, job);
    else if (tx.exec(kSetStatus, job.id, status, tx.now(), from) == 0) throw Err::job_status_wrong;
    return reply::ok();
}

// Results are those of compliance exports, which need a licence.
Reply download(Ctx& c, Tx&) {
    c.id("job_id");
    throw Err::job_download_disabled;
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/jobs", Lane::read, Access::session, list_all, "The jobs that you may see, newest first."},
    {POST, "/api/v4/jobs", Lane::write, Access::session, create, "Ask for a job."},
    {GET, "/api/v4/jobs/{job_id}", Lane::read, Access::session, get_one, "A job."},
    {GET, "/api/v4/jobs/{job_id}/download", Lane::read, Access::session, download, "What a job made."},
    {POST, "/api/v4/jobs/{job_id}/cancel", Lane::write, Access::session, cancel, "Cancel a job."},
    {PATCH, "/api/v4/jobs/{job_id}/status", Lane::write, Access::session, set_status, "Change a job's state."},
    {GET, "/api/v4/jobs/type/{type}", Lane::read, Access::session, list_by_type, "The jobs of a type."},
};

}  // namespace

std::span<const Route> job_routes() { return kRoutes; }

}  // namespace rk::system
