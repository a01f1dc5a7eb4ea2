package mail_test

import (
	"fmt"
	"slices"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

var (
	owner   = auth.Caller{Kind: auth.Staff, Scopes: models.RoleOwner.Scopes()}
	manager = auth.Caller{Kind: auth.Staff, Scopes: models.RoleManager.Scopes()}
)

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newFixture(t, d, nil)
		for i := range 5 {
			p.queue([]string{"ann@example.com", "bob@example.com"}[i%2], fmt.Sprint(i))
		}
		if _, err := p.List(t.Context(), manager, page.Args{}, nil, nil); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("manager: %v", err)
		}
		two := 2
		var seen []string
		var after *string
		for {
			list, err := p.List(t.Context(), owner, page.Args{First: &two, After: after}, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list.Nodes() {
				seen = append(seen, m.Data["n"])
			}
			if after = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
				break
			}
		}
		if !slices.Equal(seen, []string{"4", "3", "2", "1", "0"}) {
			t.Errorf("pages: %v", seen)
		}
		queued, sent, ann, invalid := models.EmailQueued, models.EmailSent, "ANN@example.com", models.EmailStatus("ODD")
		for _, c := range []struct {
			name   string
			status *models.EmailStatus
			to     *string
			want   int
		}{
			{"all", nil, nil, 5},
			{"queued", &queued, nil, 5},
			{"sent", &sent, nil, 0},
			{"to Ann", nil, &ann, 3},
			{"queued, to Ann", &queued, &ann, 3},
		} {
			list, err := p.List(t.Context(), owner, page.Args{}, c.status, c.to)
			if err != nil {
				t.Fatal(err)
			}
			if total, err := list.TotalCount(t.Context()); len(list.Edges) != c.want || err != nil || *total != c.want {
				t.Errorf("%s: %d emails, total %v, %v", c.name, len(list.Edges), total, err)
			}
		}
		if _, err := p.List(t.Context(), owner, page.Args{}, &invalid, nil); !apperr.Is(err, apperr.BadInput) {
			t.Errorf("invalid status: %v", err)
		}
		if _, err := p.List(t.Context(), owner, page.Args{After: &ann}, nil, nil); !apperr.Is(err, apperr.BadInput) {
			t.Errorf("invalid cursor: %v", err)
		}
	})
}
