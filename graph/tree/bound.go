package tree

// step is how many bytes are written between two looks at the limit of the answer.
const step = 4 << 10

// enough counts the first length bytes of the root field in the operation's answer, in steps, and tells whether the answer is too
// large, so that whatever is being written can be given up.
func (r *run) enough(length int) bool {
	if !r.full && length-r.counted >= step {
		r.count(length)
	}
	return r.full
}

func (r *run) count(length int) {
	if length <= r.counted { // what failed is taken back
		return
	}
	used := r.op.used.Add(int64(length - r.counted))
	r.counted = length
	r.full = r.full || r.op.MaxBytes > 0 && used > r.op.MaxBytes
}

// reports counts an error, and tells whether it is one of the first MaxErrors.
func (o *Operation) reports() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.errors++
	return o.MaxErrors == 0 || o.errors <= o.MaxErrors
}

// Unreported returns how many errors were not reported because there were more than MaxErrors.
func (o *Operation) Unreported() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return max(0, o.errors-o.MaxErrors)
}
