package executor

// step is the number of bytes after which the size of the answer is compared with its limit.
const step = 4 << 10

// enough counts the first length bytes of the root field in the operation's answer, in steps. It reports whether the
// answer is too large, so that writing can stop.
func (r *run) enough(length int) bool {
	if !r.full && length-r.counted >= step {
		r.count(length)
	}
	return r.full
}

func (r *run) count(length int) {
	if length <= r.counted { // text of a field that failed was removed
		return
	}
	used := r.op.used.Add(int64(length - r.counted))
	r.counted = length
	r.full = r.full || r.op.MaxBytes > 0 && used > r.op.MaxBytes
}

// reports counts an error, and reports whether it is one of the first MaxErrors.
func (o *Operation) reports() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.errors++
	return o.MaxErrors == 0 || o.errors <= o.MaxErrors
}

// Unreported returns the number of errors after the first MaxErrors, which were not reported.
func (o *Operation) Unreported() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return max(0, o.errors-o.MaxErrors)
}
