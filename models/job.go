package models

// JobKind is what a job does. The schema describes the kinds.
type JobKind string

// The kinds of jobs.
const (
	ImportCustomers    JobKind = "IMPORT_CUSTOMERS"
	ImportOrders       JobKind = "IMPORT_ORDERS"
	ExportCustomers    JobKind = "EXPORT_CUSTOMERS"
	ExportOrders       JobKind = "EXPORT_ORDERS"
	UpdateCustomers    JobKind = "UPDATE_CUSTOMERS"
	DeleteCustomers    JobKind = "DELETE_CUSTOMERS"
	AddCustomerTags    JobKind = "ADD_CUSTOMER_TAGS"
	RemoveCustomerTags JobKind = "REMOVE_CUSTOMER_TAGS"
	SendInvitations    JobKind = "SEND_INVITATIONS"
)

// JobKinds returns every kind, in the schema's order.
func JobKinds() []JobKind {
	return []JobKind{
		ImportCustomers, ImportOrders, ExportCustomers, ExportOrders, UpdateCustomers, DeleteCustomers,
		AddCustomerTags, RemoveCustomerTags, SendInvitations,
	}
}

// JobStatus is the status of a job. The schema describes the statuses.
type JobStatus string

// The statuses of a job.
const (
	JobAwaitingFile    JobStatus = "AWAITING_FILE"
	JobQueued          JobStatus = "QUEUED"
	JobRunning         JobStatus = "RUNNING"
	JobSucceeded       JobStatus = "SUCCEEDED"
	JobFailed          JobStatus = "FAILED"
	JobStatusCancelled JobStatus = "CANCELLED"
)

// RecordKind is a kind of records that are imported and exported.
type RecordKind string

// The kinds of records.
const (
	CustomerRecords RecordKind = "CUSTOMERS"
	OrderRecords    RecordKind = "ORDERS"
)

// FileEncoding is the character encoding of a CSV file.
type FileEncoding string

// The encodings.
const (
	UTF8        FileEncoding = "UTF_8"
	Windows1252 FileEncoding = "WINDOWS_1252"
)

// Job is a long task: an import, an export, or a change of many customers.
type Job struct {
	ID          string
	Kind        JobKind
	Status      JobStatus
	Error       *string // why the job failed, for users
	DryRun      bool
	Total       *int // number of records; nil until it is known
	Done        int  // number of records done, including those that failed
	Created     int
	Updated     int
	Unchanged   int
	Failed      int
	CreatedAt   Time `gorm:"autoCreateTime:false"`
	StartedAt   *Time
	FinishedAt  *Time
	ExpiresAt   *Time // when the job and its files are deleted; nil until it ends
	ActorKind   EventActorKind
	ActorID     *string
	ActorName   *string
	Lease       *string // of the server that runs the job; nil if none does
	LeaseEndsAt *Time
}

// IsNode marks Job as a Node.
func (*Job) IsNode() {}

// CreatedBy returns who created the job.
func (j *Job) CreatedBy() *EventActor {
	return &EventActor{Kind: j.ActorKind, ActorID: j.ActorID, Name: j.ActorName}
}

// JobColumn is a column of an imported file.
type JobColumn struct {
	Name    string
	Field   *string // nil if the column is ignored
	Samples []string
}

// JobFault is an error of a job.
type JobFault struct {
	JobID    string
	Position int     // order of the faults of a job
	Row      *int    // in the file; nil if the error does not concern a row
	Column   *string // in the file; nil if the error does not concern a single column
	RecordID *string // of the record that could not be changed; nil for imports
	Code     *string
	Message  string
}

// ImportField is a field that an imported file can have.
type ImportField struct {
	Name     string
	Synonyms []string
	Required bool
}
