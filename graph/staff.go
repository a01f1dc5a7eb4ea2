package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/graph/payload"
	"clientele/internal/auth"
	"clientele/internal/staff"
	"clientele/models"
)

func (q query) StaffMe(ctx context.Context) (*models.StaffMember, error) {
	return orNull(q.Staff.Me(ctx, auth.From(ctx)))
}

func (q query) StaffMembers(ctx context.Context) ([]*models.StaffMember, error) {
	list, err := q.Staff.List(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	loader.From(ctx).ExpectStaff(list)
	return list, nil
}

func (q query) StaffRoles(context.Context) ([]*models.StaffRoleScopes, error) {
	return models.StaffRoles(), nil
}

func (q query) APIKeys(ctx context.Context) ([]*models.APIKey, error) {
	return q.Staff.ListKeys(ctx, auth.From(ctx))
}

func (m mutation) StaffLogin(ctx context.Context, email, password string) (*result[payload.StaffSignIn], error) {
	member, token, err := m.Staff.Login(ctx, auth.From(ctx), email, password)
	return staffSignedIn(ctx, member, token, err)
}

func (m mutation) AcceptStaffInvitation(
	ctx context.Context, token, password string,
) (*result[payload.StaffSignIn], error) {
	member, fresh, err := m.Staff.Accept(ctx, auth.From(ctx), token, password)
	return staffSignedIn(ctx, member, fresh, err)
}

func (m mutation) CreateFirstStaffMember(
	ctx context.Context, token string, input staff.FirstStaffMemberInput,
) (*result[payload.StaffSignIn], error) {
	member, fresh, err := m.Staff.CreateFirst(ctx, auth.From(ctx), token, input)
	return staffSignedIn(ctx, member, fresh, err)
}

func (m mutation) ChangeStaffPassword(
	ctx context.Context, currentPassword, newPassword string,
) (*result[payload.StaffSignIn], error) {
	member, token, err := m.Staff.ChangePassword(ctx, auth.From(ctx), currentPassword, newPassword)
	return staffSignedIn(ctx, member, token, err)
}

// staffSignedIn returns the payload of a staff member who has just signed in. If the request uses a cookie, the token
// is set there, and the payload does not contain it.
func staffSignedIn(
	ctx context.Context, member *models.StaffMember, token *staff.StaffToken, err error,
) (*result[payload.StaffSignIn], error) {
	if err == nil && token != nil && auth.KeepToken(ctx, *token.AccessToken, token.ExpiresAt.Time) {
		auth.KeepDevice(ctx, token.Device)
		token = &staff.StaffToken{ExpiresAt: token.ExpiresAt}
	}
	return reply(payload.StaffSignIn{StaffMember: member, StaffToken: token}, err)
}

func (m mutation) StaffLogout(ctx context.Context, everywhere bool) (*result[int], error) {
	ended, err := m.Staff.Logout(ctx, auth.From(ctx), everywhere)
	if err == nil {
		auth.SignOut(ctx)
		auth.DropToken(ctx)
	}
	return reply(ended, err)
}

func (m mutation) CreateStaffMember(
	ctx context.Context, input staff.CreateStaffMemberInput,
) (*result[payload.Invitation], error) {
	member, token, err := m.Staff.CreateMember(ctx, auth.From(ctx), input)
	return m.invitation(member, token, err)
}

func (m mutation) InviteStaffMember(ctx context.Context, id string) (*result[payload.Invitation], error) {
	member, token, err := m.Staff.Invite(ctx, auth.From(ctx), id)
	return m.invitation(member, token, err)
}

// invitation returns the payload of an invitation.
func (m mutation) invitation(
	member *models.StaffMember, token string, err error,
) (*result[payload.Invitation], error) {
	return reply(payload.Invitation{
		StaffMember: member, InvitationToken: orNullString(token), EmailSent: err == nil && m.Staff.SendsEmails(),
	}, err)
}

func (m mutation) RequestStaffPasswordReset(ctx context.Context, email string) (*result[bool], error) {
	return reply(m.Staff.RequestPasswordReset(ctx, auth.From(ctx), email))
}

func (m mutation) UpdateStaffMember(
	ctx context.Context, id string, input staff.UpdateStaffMemberInput,
) (*result[*models.StaffMember], error) {
	return reply(m.Staff.Update(ctx, auth.From(ctx), id, input))
}

func (m mutation) RemoveStaffMember(
	ctx context.Context, id string, keepKeys []string,
) (*result[payload.Removal], error) {
	removed, err := m.Staff.Remove(ctx, auth.From(ctx), id, keepKeys)
	if err != nil {
		return reply(payload.Removal{}, err)
	}
	return reply(payload.Removal{DeletedID: &id, RevokedKeys: removed.Revoked, KeptKeys: removed.Kept}, nil)
}

func (m mutation) CreateAPIKey(
	ctx context.Context, input staff.CreateAPIKeyInput,
) (*result[payload.NewAPIKey], error) {
	key, secret, err := m.Staff.CreateKey(ctx, auth.From(ctx), input)
	return reply(payload.NewAPIKey{APIKey: key, Secret: orNullString(secret)}, err)
}

func (m mutation) RevokeAPIKey(ctx context.Context, id string) (*result[*models.APIKey], error) {
	return reply(m.Staff.RevokeKey(ctx, auth.From(ctx), id))
}

func registerStaff(f *executor.Fields) {
	executor.Method(f, "scopes", (*models.StaffMember).Scopes)
	executor.Method(f, "invited", (*models.StaffMember).Invited)
	executor.Resolve(f, "apiKeys", func(ctx context.Context, m *models.StaffMember) ([]*models.APIKey, error) {
		return loader.From(ctx).APIKeys.Load(ctx, m.ID)
	}, "ID")
	executor.Name[models.APIKey](f, "ApiKey")
	executor.Method(f, "scopes", (*models.APIKey).Scopes)
	executor.Method(f, "createdBy", (*models.APIKey).CreatedBy)
}
