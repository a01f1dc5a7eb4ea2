package accounts

import (
	"context"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/passwordhash"
)

// checkPasswordHash checks the hash of a password that another system created. It returns nil if there is none or if it
// is invalid.
func checkPasswordHash(f *apperr.Fields, at apperr.Path, text *string) *passwordhash.Hash {
	if text == nil {
		return nil
	}
	hash, err := passwordhash.Parse(*text)
	if err != nil {
		f.Add(at, apperr.CodeInvalid, err.Error())
		return nil
	}
	return hash
}

// storedHash returns the text to store for a hash of another system. A hash that is fast to compute takes as long to
// store as a new password, so storedHash must not be called in a transaction. It returns apperr.RateLimited if the
// queue for hashes is full.
func (s *Service) storedHash(ctx context.Context, caller auth.Caller, hash *passwordhash.Hash) (string, error) {
	slot, err := s.o.Hasher.Reserve(caller)
	if err != nil {
		return "", err
	}
	defer slot.Release()
	return slot.Protect(ctx, hash)
}
