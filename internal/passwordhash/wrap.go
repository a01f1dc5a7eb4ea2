package passwordhash

import "strings"

// wrapped is the prefix of a fast hash that is wrapped in an Argon2id hash. The PHC string of that follows, and then
// the text of the fast hash with zeros instead of its digest.
const wrapped = "$wrapped$"

const errWrapped = Error("This is not a valid wrapped hash")

// Wrap returns the text to store for a fast hash. Function over hashes the digest with Argon2id and returns the PHC
// string.
func (h *Hash) Wrap(over func(digest []byte) string) string {
	return strings.TrimSuffix(wrapped, "$") + over(h.want) + "$" + h.blank
}

// Outer returns the PHC string of the Argon2id hash of a wrapped hash, or "" if it is not wrapped.
func (h *Hash) Outer() string {
	if h.outer == nil {
		return ""
	}
	return h.outer.text
}

// Digests returns the digests of a password that a wrapped hash may contain, one for each form in which the other
// system may have hashed the password.
func (h *Hash) Digests(password []byte) [][]byte {
	var list [][]byte
	for _, form := range h.variants(password) {
		list = append(list, h.derive(form))
	}
	return list
}

// parseWrapped reads the result of Wrap.
func parseWrapped(text string) (*Hash, error) {
	if len(text) > maxText+maxWrapped {
		return nil, errLong
	}
	parts := strings.SplitN(text, "$", 8) // "", "wrapped", the five parts of a PHC string, and the fast hash
	if len(parts) != 8 {
		return nil, errWrapped
	}
	phc := "$" + strings.Join(parts[2:7], "$")
	outer, err := parse(phc)
	if err != nil {
		return nil, err
	}
	h, err := parse(parts[7])
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(phc, "$argon2id$") || h.blank != h.text {
		return nil, errWrapped
	}
	h.text, h.outer, h.blank = text, outer, ""
	return h, nil
}
