package bench

import (
	peer "github.com/Comcast/scte35-go/pkg/scte35"

	"github.com/adsplice/adsplice/internal/scte35"
)

func scte35Cases() ([]Case, error) {
	const (
		insert     = "/DAlAAAAAAAAAP/wFAUAAA+if+/+INAJ0P4AKTLgAAAAAAAA9UTkTA=="
		timeSignal = "/DBhAAAAAAAA///wBQb+qM1E7QBLAhdDVUVJSAAArX+fCAgAAAAALLLXnTUCAAIXQ1VFSUgAACZ/nwgIAAAAACyy150RAAACF0NVRUlIAAAnf58ICAAAAAAsstezEAAAihiGnw=="
	)
	inputs := []struct{ name, text string }{{"splice_insert", insert}, {"time_signal", timeSignal}}
	list := make([]Case, 0, 2*len(inputs))
	for _, in := range inputs {
		list = append(list,
			Case{Task: SCTE35Read, Input: in.name, Side: Ours, Bytes: len(in.text), Run: func() error {
				_, err := scte35.DecodeString(in.text)
				return err
			}},
			Case{Task: SCTE35Read, Input: in.name, Side: "scte35-go", Bytes: len(in.text), Run: func() error {
				_, err := peer.DecodeBase64(in.text)
				return err
			}})
	}
	return list, nil
}
