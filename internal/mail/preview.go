package mail

import (
	"context"
	"errors"

	"clientele/internal/auth"
)

// EmailPreview is an email with example data.
type EmailPreview struct {
	Locale, Subject, Text, HTML string
}

var errUnfinished = errors.New("unfinished")

// Kinds is unfinished.
func (s *Service) Kinds(auth.Caller) ([]string, error) { return nil, errUnfinished }

// Preview is unfinished.
func (s *Service) Preview(context.Context, auth.Caller, string, *string) (*EmailPreview, error) {
	return nil, errUnfinished
}
