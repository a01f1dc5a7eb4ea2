package models

import "encoding/json"

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
	ExportPersonalData JobKind = "EXPORT_PERSONAL_DATA"
)

// JobKinds returns every kind, in the schema's order.
func JobKinds() []JobKind {
	return []JobKind{
		ImportCustomers, ImportOrders, ExportCustomers, ExportOrders, UpdateCustomers, DeleteCustomers,
		AddCustomerTags, RemoveCustomerTags, SendInvitations, ExportPersonalData,
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
	Format      *string // of its file, a FileFormat of the schema; nil if the job has no file
	DryRun      bool
	Parameters  string  // JSON of what was requested
	CustomerID  *string // whose personal data is exported; nil for other jobs
	InputFile   *string // id of the uploaded file, which can be that of an earlier job
	OutputFile  *string // id of the file that an export has written
	FileColumns *string `gorm:"column:columns"` // JSON array of JobColumn
	Header      *string // JSON array of the cells of the first row of the uploaded file
	Total       *int    // number of records; nil until it is known
	Done        int     // number of records done, including those that failed
	Created     int
	Updated     int
	Unchanged   int
	Failed      int
	FaultCount  int   `gorm:"column:faults"`
	Attempts    int   // number of runs that ended with an error other than one for users
	DueAt       *Time // when the job is tried again after such an error
	CreatedAt   Time  `gorm:"autoCreateTime:false"`
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

// Columns returns the columns of an imported file, or none if they are not known.
func (j *Job) Columns() []*JobColumn {
	columns := []*JobColumn{}
	if j.FileColumns != nil {
		_ = json.Unmarshal([]byte(*j.FileColumns), &columns) // written by the program
	}
	return columns
}

// Ended reports whether the job has ended.
func (j *Job) Ended() bool { return j.FinishedAt != nil }

// Imports reports whether jobs of the kind read a file.
func (k JobKind) Imports() bool { return k == ImportCustomers || k == ImportOrders }

// Exports reports whether jobs of the kind write a file.
func (k JobKind) Exports() bool {
	return k == ExportCustomers || k == ExportOrders || k == ExportPersonalData
}

// Records returns the kind of records that jobs of the kind concern.
func (k JobKind) Records() RecordKind {
	if k == ImportOrders || k == ExportOrders {
		return OrderRecords
	}
	return CustomerRecords
}

// ImportOptions says how an import reads its file.
type ImportOptions struct {
	Match    string // a CustomerMatch of the schema
	Encoding FileEncoding
	Country  *CountryCode // of addresses without one
	Columns  []*ImportColumn
}

// ImportColumn is the field that was chosen for a column of an imported file.
type ImportColumn struct {
	Name  string
	Field *string // nil if the column is ignored
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
	Position int     // order of the faults of a job, from 0
	Row      *int    `gorm:"column:row_number"`  // in the file; nil if the error does not concern a row
	Column   *string `gorm:"column:column_name"` // in the file; nil if the error does not concern a single column
	RecordID *string // of the record that could not be changed; nil for imports
	Code     *string
	Message  string
	Raw      *string // the record as in the file, encrypted, in the first fault of a record; else nil
}

// The kinds of files.
const (
	JobInput  = "INPUT"
	JobOutput = "OUTPUT"
)

// JobFile is a chunk of a file of a job. Its chunks, each of which is encrypted, together are a gzip stream.
type JobFile struct {
	FileID   string
	Position int // order of the chunks of a file, from 0
	JobID    string
	Kind     string // JobInput or JobOutput
	Data     []byte
}

// JobCustomer is a customer that a job changes.
type JobCustomer struct {
	JobID      string
	Position   int // order of the customers of a job, from 0
	CustomerID string
}

// ImportField is a field that an imported file can have.
type ImportField struct {
	Name     string
	Synonyms []string
	Required bool
}
