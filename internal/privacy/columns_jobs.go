package privacy

import "slices"

// ofJob are the relations of rows that have a job's id.
var ofJob = []Relation{{Link: JobLink, Column: "job_id"}}

// jobTables are the tables of jobs. Their files and errors can contain anybody, so those of jobs that have ended are
// erased with any person, except for exports of the personal data of others.
func jobTables() []Table {
	return []Table{
		{
			Name: "jobs", Rows: Overwritten, By: "internal/jobs", Relations: []Relation{{Link: JobLink, Column: "id"}},
			Columns: slices.Concat(
				Keep.of("id", "kind", "status"),
				FreeText.to(Computed, "error"),
				Keep.of("format", "dry_run"),
				FreeText.to(Computed, "parameters"),
				Keep.of("customer_id"),
				Keep.to(Null, "input_file", "output_file"),
				FreeText.to(Null, "columns", "header"),
				Keep.of("total", "done", "created", "updated", "unchanged", "failed", "faults", "actor_kind", "actor_id",
					"actor_name", "attempts", "due_at", "lease", "lease_ends_at", "created_at", "started_at", "finished_at",
					"expires_at"),
			),
		},
		{Name: "job_files", Rows: Deleted, By: "internal/jobs", Relations: ofJob, Columns: slices.Concat(
			Keep.of("file_id", "position", "job_id", "kind"), Secret.of("data"),
		)},
		{Name: "job_faults", Rows: Overwritten, By: "internal/jobs", Relations: ofJob, Columns: slices.Concat(
			Keep.of("job_id", "position", "row_number"),
			FreeText.to(Null, "column_name"),
			Keep.of("record_id", "code"),
			FreeText.to(Computed, "message"), Secret.to(Null, "raw"),
		)},
		{Name: "job_customers", Rows: Kept, Relations: ofCustomer, Columns: Keep.of("job_id", "position", "customer_id")},
	}
}
