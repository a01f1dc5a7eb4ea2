package auth

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"unicode/utf8"

	"clientele/internal/passwordhash"
)

// largeMemory is the memory in KiB above which only one hash is computed at a time, whatever the number of slots, so
// that imported hashes cannot exhaust the memory. It is the default of PHP's password_hash.
const largeMemory = 64 * 1024

// maxTyped is the maximum length in bytes of a password to check as it was typed: four for each character in UTF-8. Of
// longer ones, only the normalized forms are checked.
const maxTyped = 4 * maxPassword

// Protect returns the text to store for a hash of another system, which Check accepts. A hash that is fast to compute
// is hashed with Argon2id, in the slot. Protect then returns RateLimited if no slot becomes free in time, and the
// context's error if that ends first.
func (t *HashSlot) Protect(ctx context.Context, hash *passwordhash.Hash) (string, error) {
	if !hash.Fast() {
		return hash.String(), nil
	}
	if err := t.enter(ctx); err != nil {
		return "", err
	}
	defer t.h.queue.release(t)
	return hash.Wrap(t.h.phc), nil
}

// variants returns the different forms of a password to check: as Hash hashes it, as earlier versions did, and as it
// was typed, because other systems do not normalize passwords. Almost always these are the same.
func variants(password string) [][]byte {
	list := [][]byte{prepare(password)}
	more := [][]byte{prepareLegacy(password)}
	if len(password) <= maxTyped {
		more = append(more, []byte(password))
	}
	for _, text := range more {
		if !slices.ContainsFunc(list, func(other []byte) bool { return bytes.Equal(text, other) }) {
			list = append(list, text)
		}
	}
	return list
}

// matchImported reports whether one of the variants of a password matches a hash of another system. If none does, it
// hashes them once more, so that this takes no less time than with a hash of this shop. A wrapped hash takes as long as
// that anyway.
func (h *Hasher) matchImported(stored string, texts [][]byte) (bool, error) {
	hash, err := passwordhash.Parse(stored)
	if err != nil {
		return false, fmt.Errorf("stored password hash: %w", err)
	}
	tooLong := utf8.RuneCount(texts[0]) > maxPassword // another system may ignore the rest, but this shop does not
	if outer := hash.Outer(); outer != "" && !tooLong {
		var digests [][]byte
		for _, text := range texts {
			digests = append(digests, hash.Digests(text)...)
		}
		which, _, err := h.match(outer, digests)
		return which >= 0, err
	}
	if !tooLong && h.verify(hash, texts) {
		return true, nil
	}
	_, _, err = h.match(h.dummy, texts)
	return false, err
}

// verify checks the variants of a password, first as it was typed.
func (h *Hasher) verify(hash *passwordhash.Hash, texts [][]byte) bool {
	if hash.Memory() > 0 {
		defer runtime.GC() // see sum
	}
	if hash.Memory() > largeMemory {
		h.large.Lock()
		defer h.large.Unlock()
	}
	for _, text := range slices.Backward(texts) {
		if hash.Verify(text) {
			return true
		}
	}
	return false
}
