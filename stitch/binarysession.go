package stitch

import (
	"encoding/binary"
	"time"
)

const (
	sessionBegan byte = 1 << (iota + 3)
	sessionZero
)

// AppendBinary appends the binary form of the session: some 40 bytes. It does not
// fail.
func (s Session) AppendBinary(dst []byte) ([]byte, error) {
	flags := flagIf(!s.Began.IsZero(), sessionBegan) | flagIf(!s.Zero.IsZero(), sessionZero)
	dst = append(dst, formatVersion, kindSession|flags, byte(s.Type))
	if flags&sessionBegan != 0 {
		dst = appendDate(dst, s.Began)
	}
	if flags&sessionZero != 0 {
		dst = appendDate(dst, s.Zero)
	}
	dst = binary.AppendVarint(dst, s.MediaSequence)
	dst = binary.AppendVarint(dst, int64(s.Edge))
	dst = binary.AppendVarint(dst, int64(s.Preroll))
	dst = binary.AppendVarint(dst, int64(s.TargetDuration))
	dst = binary.AppendVarint(dst, int64(s.Version))
	return binary.BigEndian.AppendUint64(dst, s.Seed), nil
}

// MarshalBinary returns what AppendBinary appends.
func (s Session) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary reads the binary form; dates are in UTC. On error, a
// [StateError], the session is unchanged.
func (s *Session) UnmarshalBinary(data []byte) error {
	r := openState(data, "session", kindSession)
	x := Session{Type: StreamType(r.Byte())}
	if r.has(sessionBegan) {
		x.Began = r.date()
	}
	if r.has(sessionZero) {
		x.Zero = r.date()
	}
	x.MediaSequence = r.Varint()
	x.Edge, x.Preroll, x.TargetDuration = r.duration(), r.duration(), r.duration()
	x.Version = r.Int()
	x.Seed = r.Uint64()
	again, err := x.AppendBinary(make([]byte, 0, 64))
	if err = r.close(data, again, err); err == nil {
		*s = x
	}
	return err
}

func appendDate(dst []byte, t time.Time) []byte {
	dst = binary.AppendVarint(dst, t.Unix())
	return binary.AppendUvarint(dst, uint64(t.Nanosecond()))
}
