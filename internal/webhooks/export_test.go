package webhooks

import "context"

// Claim claims the next delivery of a webhook, as a server that is killed afterwards.
func (s *Service) Claim(ctx context.Context, webhookID string) error {
	_, err := s.claim(ctx, webhookID)
	return err
}
