package records

import "fmt"

// FileError is an error of a file as a whole, such as a missing column. The message is for users. Any other error of a
// reader is one of reading the file.
type FileError string

func (e FileError) Error() string { return string(e) }

func fileErrorf(format string, args ...any) error { return FileError(fmt.Sprintf(format, args...)) }
