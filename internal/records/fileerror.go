package records

import "fmt"

// FileError is an error of a file as a whole, such as a missing column. The message is for users. Any other error of a
// reader is one of reading the file.
type FileError string

func (e FileError) Error() string { return string(e) }

func fileErrorf(format string, args ...any) error { return FileError(fmt.Sprintf(format, args...)) }

// maxFaults limits the faults of one record. Only the first are kept.
const maxFaults = 100

// add adds faults of the record.
func (s *Source) add(faults ...Fault) {
	s.Faults = append(s.Faults, faults[:max(0, min(len(faults), maxFaults-len(s.Faults)))]...)
}
