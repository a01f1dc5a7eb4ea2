package records

import (
	"errors"
	"io"
)

var errRowTooLong = errors.New("a row is too long")

// window limits how much is read for one row, and keeps the bytes of the row, for the case that it has to be shown.
type window struct {
	r     io.Reader
	kept  []byte
	base  int64 // the offset of kept[0]
	start int64 // the offset of the row; the bytes before it can be dropped
}

// next begins a row at an offset of the text.
func (w *window) next(offset int64) { w.start = offset }

// since returns the text between two offsets, of which the first is the beginning of the row.
func (w *window) since(from, to int64) []byte {
	from, to = max(from-w.base, 0), min(max(to-w.base, 0), int64(len(w.kept)))
	return w.kept[min(from, to):to]
}

// Read implements io.Reader. It returns errRowTooLong after the largest size of a row.
func (w *window) Read(p []byte) (int, error) {
	if drop := min(w.start-w.base, int64(len(w.kept))); drop > 0 {
		w.kept = w.kept[:copy(w.kept, w.kept[drop:])]
		w.base += drop
	}
	if len(w.kept) > maxRow {
		return 0, errRowTooLong
	}
	n, err := w.r.Read(p)
	w.kept = append(w.kept, p[:n]...)
	return n, err
}
