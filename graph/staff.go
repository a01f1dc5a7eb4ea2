package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/auth"
	"clientele/internal/staff"
	"clientele/models"
)

func (q query) StaffMe(ctx context.Context) (*models.StaffMember, error) {
	return orNull(q.o.Staff.Me(ctx, auth.From(ctx)))
}

func (q query) StaffMembers(ctx context.Context) ([]*models.StaffMember, error) {
	list, err := q.o.Staff.List(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	loadersOf(ctx).sawMembers(list)
	return list, nil
}

func (q query) StaffRoles(context.Context) ([]*models.StaffRoleScopes, error) {
	return models.StaffRoles(), nil
}

func (q query) APIKeys(ctx context.Context) ([]*models.APIKey, error) {
	return q.o.Staff.ListKeys(ctx, auth.From(ctx))
}

func (m mutation) StaffLogin(ctx context.Context, email, password string) (*generated.StaffLoginPayload, error) {
	member, token, err := m.o.Staff.Login(ctx, auth.From(ctx), email, password)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.StaffLoginPayload{StaffMember: member, StaffToken: kept(ctx, token), UserErrors: userErrors}, nil
}

func (m mutation) AcceptStaffInvitation(ctx context.Context, token, password string) (*generated.AcceptStaffInvitationPayload, error) {
	member, fresh, err := m.o.Staff.Accept(ctx, auth.From(ctx), token, password)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.AcceptStaffInvitationPayload{StaffMember: member, StaffToken: kept(ctx, fresh), UserErrors: userErrors}, nil
}

func (m mutation) CreateFirstStaffMember(ctx context.Context, token string, input staff.FirstStaffMemberInput) (*generated.CreateFirstStaffMemberPayload, error) {
	member, fresh, err := m.o.Staff.CreateFirst(ctx, auth.From(ctx), token, input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.CreateFirstStaffMemberPayload{StaffMember: member, StaffToken: kept(ctx, fresh), UserErrors: userErrors}, nil
}

func (m mutation) ChangeStaffPassword(ctx context.Context, currentPassword, newPassword string) (*generated.ChangeStaffPasswordPayload, error) {
	member, token, err := m.o.Staff.ChangePassword(ctx, auth.From(ctx), currentPassword, newPassword)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.ChangeStaffPasswordPayload{StaffMember: member, StaffToken: kept(ctx, token), UserErrors: userErrors}, nil
}

func (m mutation) StaffLogout(ctx context.Context, everywhere bool) (*generated.StaffLogoutPayload, error) {
	ended, err := m.o.Staff.Logout(ctx, auth.From(ctx), everywhere)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	auth.SignOut(ctx)
	auth.DropToken(ctx)
	return &generated.StaffLogoutPayload{EndedSessions: ended, UserErrors: userErrors}, nil
}

func (m mutation) CreateStaffMember(ctx context.Context, input staff.CreateStaffMemberInput) (*generated.CreateStaffMemberPayload, error) {
	member, token, err := m.o.Staff.CreateMember(ctx, auth.From(ctx), input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.CreateStaffMemberPayload{StaffMember: member, InvitationToken: shown(token), UserErrors: userErrors}, nil
}

func (m mutation) InviteStaffMember(ctx context.Context, id string) (*generated.InviteStaffMemberPayload, error) {
	member, token, err := m.o.Staff.Invite(ctx, auth.From(ctx), id)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.InviteStaffMemberPayload{StaffMember: member, InvitationToken: shown(token), UserErrors: userErrors}, nil
}

func (m mutation) UpdateStaffMember(ctx context.Context, id string, input staff.UpdateStaffMemberInput) (*generated.UpdateStaffMemberPayload, error) {
	member, err := m.o.Staff.Update(ctx, auth.From(ctx), id, input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.UpdateStaffMemberPayload{StaffMember: member, UserErrors: userErrors}, nil
}

func (m mutation) RemoveStaffMember(
	ctx context.Context, id string, keepKeys []string,
) (*generated.RemoveStaffMemberPayload, error) {
	done, err := m.o.Staff.Remove(ctx, auth.From(ctx), id, keepKeys)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	payload := &generated.RemoveStaffMemberPayload{UserErrors: userErrors}
	if len(userErrors) == 0 {
		payload.DeletedID, payload.RevokedKeys, payload.KeptKeys = &id, done.Revoked, done.Kept
	}
	return payload, nil
}

func (m mutation) CreateAPIKey(ctx context.Context, input staff.CreateAPIKeyInput) (*generated.CreateAPIKeyPayload, error) {
	key, secret, err := m.o.Staff.CreateKey(ctx, auth.From(ctx), input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.CreateAPIKeyPayload{APIKey: key, Secret: shown(secret), UserErrors: userErrors}, nil
}

func (m mutation) RevokeAPIKey(ctx context.Context, id string) (*generated.RevokeAPIKeyPayload, error) {
	key, err := m.o.Staff.RevokeKey(ctx, auth.From(ctx), id)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.RevokeAPIKeyPayload{APIKey: key, UserErrors: userErrors}, nil
}

// kept is a token as it is answered: without its text where that goes into the request's cookie.
func kept(ctx context.Context, token *staff.StaffToken) *staff.StaffToken {
	if token == nil || !auth.KeepToken(ctx, *token.AccessToken, token.ExpiresAt.Time) {
		return token
	}
	auth.KeepDevice(ctx, token.Device)
	return &staff.StaffToken{ExpiresAt: token.ExpiresAt}
}

// shown is a secret that was made, and null where none was.
func shown(secret string) *string {
	if secret == "" {
		return nil
	}
	return &secret
}
