package passwordhash

import (
	"encoding/hex"
	"regexp"
	"strings"

	"golang.org/x/crypto/argon2"
)

var (
	// magentoText matches hash:salt:versions, where versions is a version, or several if Magento upgraded the hash.
	magentoText = regexp.MustCompile(`^([0-9a-fA-F]+):([^:]+):([0-9_]+(?::[0-9_]+)*)$`)
	// magentoArgon2 matches version 3, with the length of the hash, the passes, and the memory in bytes.
	magentoArgon2 = regexp.MustCompile(`^3_(\d+)_(\d+)_(\d+)$`)
)

// maxMagentoSteps is the maximum number of times that Magento can have upgraded a hash: from version 0 to 1, 2 and 3.
const maxMagentoSteps = 4

// magentoSalt is the length of the salt of libsodium's Argon2id. Magento repeats or cuts the salt.
const magentoSalt = 16

// step hashes a text, and the result is the text that the next step hashes, in lower-case hexadecimal.
type step func(text []byte) []byte

// parseMagento reads hashes of Magento 2. When Magento upgrades a hash without knowing the password, it hashes the hash
// again, so each version is a step: 0 is MD5 and 1 is SHA-256, both with the salt first; 2 and 3 are Argon2id.
func parseMagento(text string) (*Hash, error) {
	m := magentoText.FindStringSubmatch(text)
	digest, salt, versions := m[1], m[2], strings.Split(m[3], ":")
	if len(salt) > maxSalt || len(versions) > maxMagentoSteps {
		return nil, malformed("Magento")
	}
	h := &Hash{blank: zeros(digest) + strings.TrimPrefix(text, digest)}
	var steps []step
	size, work := 0, 0
	for _, version := range versions {
		switch {
		case version == "0" || version == "1":
			of := digests(map[string]string{"0": "md5", "1": "sha256"}[version])
			size = of().Size()
			steps = append(steps, func(text []byte) []byte {
				sum := of()
				sum.Write([]byte(salt))
				sum.Write(text)
				return sum.Sum(nil)
			})
		default:
			cost, length, err := magentoCost(version)
			if work += int(cost.memory * cost.passes); err == nil && work > maxArgon2Work {
				err = tooMuch("The memory of all versions of a Magento hash multiplied by the passes", "1 GiB")
			}
			if err != nil {
				return nil, err
			}
			size, h.memory = length, max(h.memory, int(cost.memory))
			if !cost.fast() {
				h.blank = ""
			}
			fixed := fixedSalt(salt)
			steps = append(steps, func(text []byte) []byte {
				return argon2.IDKey(text, fixed, cost.passes, cost.memory, cost.lanes, uint32(length))
			})
		}
	}
	var err error
	if h.want, err = hex.DecodeString(digest); err != nil || len(h.want) != size {
		return nil, malformed("Magento")
	}
	h.derive = func(password []byte) []byte {
		sum := steps[0](password)
		for _, next := range steps[1:] {
			sum = next(hex.AppendEncode(nil, sum))
		}
		return sum
	}
	return h, nil
}

// magentoCost returns the cost of a version with Argon2id, and the length of the hash in bytes. Version 2 has the
// values of libsodium's constants OPSLIMIT_INTERACTIVE and MEMLIMIT_INTERACTIVE.
func magentoCost(version string) (argon2Cost, int, error) {
	if version == "2" {
		version = "3_32_2_67108864"
	}
	m := magentoArgon2.FindStringSubmatch(version)
	if m == nil {
		return argon2Cost{}, 0, malformed("Magento")
	}
	length, err1 := number(m[1])
	if err1 != nil || length < minKey || length > maxKey {
		return argon2Cost{}, 0, malformed("Magento")
	}
	memory, err := limited(m[3], maxArgon2Memory*1024, "Magento", "The memory of an Argon2 hash", "256 MiB")
	if err != nil {
		return argon2Cost{}, 0, err
	}
	cost, err := newArgon2Cost(decimal(uint32(memory/1024)), m[2], "1")
	return cost, length, err
}

// fixedSalt returns a salt of the length that libsodium needs.
func fixedSalt(salt string) []byte {
	return []byte(strings.Repeat(salt, magentoSalt/len(salt)+1)[:magentoSalt])
}
