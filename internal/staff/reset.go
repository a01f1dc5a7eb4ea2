package staff

import (
	"context"
	"errors"

	"clientele/internal/auth"
)

// RequestPasswordReset is unfinished.
func (s *Service) RequestPasswordReset(context.Context, auth.Caller, string) (bool, error) {
	return false, errors.New("unfinished")
}
