package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/throttle"
	"clientele/models"
)

// signUp is a sign-up that waits for the proof of its address.
type signUp struct {
	Input        CreateCustomerInput // without the password
	PasswordHash string
	// Contested tells that somebody else may have chosen the password: there was another sign-up for the address, with another
	// one.
	Contested bool
}

// signUpByMail keeps a checked sign-up until the mailed token comes back, and makes no account. Free and taken addresses are the
// same work and the same answer, since nobody's account is looked at: whoever reads the mail learns which it was.
func (s *Service) signUpByMail(ctx context.Context, caller auth.Caller, in CreateCustomerInput) error {
	to, err := checkedEmail("email", in.Email)
	if err != nil {
		return err
	}
	m := mail.Mail{Kind: mail.SignUp, To: to.Shown, Data: map[string]string{"waiting": models.NewID(models.OnceID)}}
	turn, err := s.o.Hasher.Turn(caller)
	if err != nil {
		return err
	}
	defer turn.Leave()
	if err := s.mayAsk(ctx, caller, m, signUps.On(caller, "", throttle.Known{})...); err != nil {
		return err
	}
	before, kept, err := s.waitingSignUp(s.db.Fresh(ctx), to.Key)
	if err != nil {
		return err
	}
	// Without a sign-up that waits this is the work of one, so that nobody learns of it from the time.
	again, _, err := turn.Check(ctx, kept.hash(), *in.Password)
	if err != nil {
		return err
	}
	next := signUp{Input: in}
	next.Input.Password = nil
	if next.PasswordHash, err = turn.Hash(ctx, *in.Password); err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		t := &models.OneTimeToken{ID: m.Data["waiting"], Purpose: models.ToSignUp, Subject: to.Key, EmailKey: to.Key, Payload: "{}"}
		if err := s.once.Claim(tx, t, signUpLife); err != nil {
			return err
		}
		now, kept, err := s.waitingSignUp(db.ForUpdate(tx), to.Key)
		if err != nil {
			return err
		}
		// Of two at the same moment the second finds the first here.
		next.Contested = now != nil && now.ID != t.ID && (kept.Contested || !again || before == nil || before.ID != now.ID)
		text, err := json.Marshal(next)
		if err != nil {
			return err
		}
		t.Payload = string(text)
		if err := s.once.Prepare(tx, t, signUpLife); err != nil {
			return err
		}
		return s.o.Post.Send(tx, m)
	})
	if err != nil {
		return fmt.Errorf("sign up by mail: %w", err)
	}
	return nil
}

func (u *signUp) hash() *string {
	if u == nil {
		return nil
	}
	return &u.PasswordHash
}

// waitingSignUp returns the sign-up that waits for an address; nil where none does.
func (s *Service) waitingSignUp(g *gorm.DB, emailKey string) (*models.OneTimeToken, *signUp, error) {
	t, err := s.once.About(g, models.ToSignUp, emailKey)
	if err != nil || t == nil {
		return nil, nil, err
	}
	kept, err := readSignUp(t)
	return t, kept, err
}

func readSignUp(t *models.OneTimeToken) (*signUp, error) {
	d := json.NewDecoder(strings.NewReader(t.Payload))
	d.UseNumber() // as custom fields come with a request
	var kept signUp
	if err := d.Decode(&kept); err != nil {
		return nil, fmt.Errorf("read a sign-up: %w", err)
	}
	return &kept, nil
}

func (s *Service) composeSignUp(_ context.Context, tx *gorm.DB, m mail.Mail) (*mail.Letter, error) {
	t, err := s.once.Waiting(tx, m.Data["waiting"])
	if err != nil || t == nil { // a newer sign-up has its own mail: else a flood of them fills the owner's mailbox for days
		return nil, err
	}
	c, err := recipient(tx, input.EmailKey(m.To))
	if err != nil {
		return nil, err
	}
	if c != nil {
		return letterTaken(c), nil
	}
	kept, err := readSignUp(t)
	if err != nil {
		return nil, err
	}
	token, err := s.once.Mint(tx, t, signUpLife)
	if err != nil {
		return nil, err
	}
	l := &mail.Letter{Kind: mail.SignUp, To: m.To, Values: withToken(token, signUpLife)}
	if kept.Input.Name != nil {
		l.Name = *kept.Input.Name
	}
	return l, nil
}

// finishSignUp makes the account of a sign-up whose address is proven by its token, under all the rules of Create, and signs in.
// The password is the one of the sign-up. Where it is contested and not given again, the account has none: whoever proved the
// address chooses one.
func (s *Service) finishSignUp(ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string) (*models.Customer, *CustomerToken, error) {
	kept, err := readSignUp(t)
	if err != nil {
		return nil, nil, err
	}
	if password != nil {
		if err := s.guess(ctx, caller, t.EmailKey, &kept.PasswordHash, *password, notThePassword); err != nil {
			return nil, nil, err
		}
	}
	c, rest, err := s.newCustomer(ctx, auth.Caller{}, kept.Input, false)
	if err == nil {
		err = checkFree(s.db.Read(ctx), c)
	}
	if err != nil {
		return nil, nil, atToken(err)
	}
	c.EmailVerified = true
	if !kept.Contested || password != nil {
		c.PasswordHash = &kept.PasswordHash
	}
	var session *models.Session
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := s.once.Spend(tx, t, "token"); err != nil {
			return err
		}
		if err := s.store(tx, c, rest); err != nil {
			return err
		}
		session, err = s.openSession(tx, c.ID, caller)
		return err
	})
	if err := taken(err); err != nil {
		return nil, nil, atToken(err)
	}
	made, err := s.mint(session)
	return c, made, err
}
