package grafov

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/grafov/m3u8"

	"github.com/adsplice/adsplice/hls"
)

// FromMaster parses what [AppendMaster] writes. The error is an [*Error] or a
// [*hls.SyntaxError].
func FromMaster(p *m3u8.MasterPlaylist) (*hls.Multivariant, error) {
	src, err := AppendMaster(nil, p)
	if err != nil {
		return nil, err
	}
	return hls.ParseMultivariant(src)
}

// AppendMaster appends a multivariant playlist as text. It does not change p.
// Alternatives of all variants come first, each once. The error is an [*Error]
// of kind [hls.ErrBadValue]; dst is returned unchanged then.
func AppendMaster(dst []byte, p *m3u8.MasterPlaylist) ([]byte, error) {
	w := writer{dst: dst, index: -1}
	w.text("#EXTM3U\n#EXT-X-VERSION:")
	w.int(int64(p.Version()))
	w.text("\n")
	if p.IndependentSegments() {
		w.text("#EXT-X-INDEPENDENT-SEGMENTS\n")
	}
	w.custom(p.Custom)
	written := make(map[m3u8.Alternative]bool)
	for i, v := range p.Variants {
		w.index = i
		for _, a := range v.Alternatives {
			if a != nil && !written[*a] {
				written[*a] = true
				w.alternative(a)
			}
		}
	}
	for i, v := range p.Variants {
		w.index = i
		w.variant(v, p.Args)
	}
	return w.result(dst)
}

func (w *writer) alternative(a *m3u8.Alternative) {
	if a.Type == "" || strings.ContainsAny(a.Type, "\",\r\n") {
		w.fail("Alternative.Type", a.Type, hls.ErrBadValue)
	}
	w.text("#EXT-X-MEDIA:TYPE=" + a.Type)
	w.quoted("GROUP-ID", a.GroupId)
	w.quoted("NAME", a.Name)
	w.quoted("LANGUAGE", a.Language)
	if a.Default {
		w.text(",DEFAULT=YES")
	}
	w.bare("AUTOSELECT", a.Autoselect)
	w.bare("FORCED", a.Forced)
	w.quoted("CHARACTERISTICS", a.Characteristics)
	w.quoted("SUBTITLES", a.Subtitles)
	w.quoted("URI", a.URI)
	w.text("\n")
}

func (w *writer) variant(v *m3u8.Variant, args string) {
	if v.Iframe {
		w.text("#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=")
	} else {
		w.text("#EXT-X-STREAM-INF:BANDWIDTH=")
	}
	w.int(int64(v.Bandwidth))
	if v.AverageBandwidth != 0 {
		w.text(",AVERAGE-BANDWIDTH=")
		w.int(int64(v.AverageBandwidth))
	}
	if v.ProgramId != 0 {
		w.text(",PROGRAM-ID=")
		w.int(int64(v.ProgramId))
	}
	w.quoted("CODECS", v.Codecs)
	w.bare("RESOLUTION", v.Resolution)
	if v.FrameRate != 0 {
		w.text(",FRAME-RATE=")
		w.float("FrameRate", v.FrameRate)
	}
	w.bare("VIDEO-RANGE", v.VideoRange)
	w.bare("HDCP-LEVEL", v.HDCPLevel)
	w.quoted("AUDIO", v.Audio)
	w.quoted("VIDEO", v.Video)
	w.quoted("SUBTITLES", v.Subtitles)
	if v.Captions == "NONE" {
		w.bare("CLOSED-CAPTIONS", v.Captions)
	} else {
		w.quoted("CLOSED-CAPTIONS", v.Captions)
	}
	w.quoted("NAME", v.Name)
	if v.Iframe {
		w.quoted("URI", v.URI)
		w.text("\n")
		return
	}
	w.text("\n")
	if t := strings.TrimSpace(v.URI); t == "" || t[0] == '#' {
		w.fail("URI", v.URI, hls.ErrBadValue)
	}
	w.line("URI", "", withArgs(v.URI, args))
}

// ToMaster fills a multivariant playlist of the other library. Renditions of
// type CLOSED-CAPTIONS, whose INSTREAM-ID has no field there, and of groups that
// no variant names, stay lines; so do all other tags without a field. The
// package comment says what is lost. The error is an [*Error] of kind
// [hls.ErrTooLarge]: a bandwidth does not fit in 32 bits.
func ToMaster(m *hls.Multivariant) (*m3u8.MasterPlaylist, error) {
	p := m3u8.NewMasterPlaylist()
	alternatives := make([]*m3u8.Alternative, 0, 16)
	for r := range m.Renditions() {
		alternatives = append(alternatives, toAlternative(r))
	}
	used := make([]bool, len(alternatives))
	variants := slices.AppendSeq(slices.Collect(m.Variants()), m.IFrameVariants())
	slices.SortFunc(variants, func(a, b hls.Variant) int { return a.Tag.Index() - b.Tag.Index() })
	for i, v := range variants {
		params, err := toParams(v)
		if err != nil {
			err.Index = i
			return nil, err
		}
		for j, a := range alternatives {
			if !params.Iframe && names(params, a) {
				params.Alternatives = append(params.Alternatives, a)
				used[j] = true
			}
		}
		p.Append(string(v.URI()), nil, params)
	}
	p.SetVersion(uint8(min(m.Version(), math.MaxUint8))) // Append raises it
	p.SetIndependentSegments(m.IndependentSegments())
	var rest lines
	i := 0
	for t := range m.Tags() {
		switch t.Kind() {
		case hls.TagM3U, hls.TagVersion, hls.TagIndependentSegments, hls.TagStreamInf, hls.TagIFrameStreamInf:
		case hls.TagMedia:
			if !used[i] {
				rest.add(t)
			}
			i++
		default:
			rest.add(t)
		}
	}
	p.Custom = rest.custom()
	return p, nil
}

// names tells whether the variant names the alternative's group.
func names(v m3u8.VariantParams, a *m3u8.Alternative) bool {
	group := ""
	switch a.Type {
	case "AUDIO":
		group = v.Audio
	case "VIDEO":
		group = v.Video
	case "SUBTITLES":
		group = v.Subtitles
	}
	return group != "" && group == a.GroupId
}

func toAlternative(r hls.Rendition) *m3u8.Alternative {
	text := func(name string) string { return string(r.Tag.Attributes().Text(name)) }
	return &m3u8.Alternative{
		GroupId:         string(r.GroupID()),
		URI:             string(r.URI()),
		Type:            string(r.Type()),
		Language:        string(r.Language()),
		Name:            string(r.Name()),
		Default:         r.Default(),
		Autoselect:      text("AUTOSELECT"),
		Forced:          text("FORCED"),
		Characteristics: string(r.Characteristics()),
		Subtitles:       text("SUBTITLES"),
	}
}

func toParams(v hls.Variant) (m3u8.VariantParams, *Error) {
	text := func(name string) string { return string(v.Tag.Attributes().Text(name)) }
	p := m3u8.VariantParams{
		Codecs:     string(v.Codecs()),
		Resolution: text("RESOLUTION"),
		Audio:      string(v.Audio()),
		Video:      string(v.Video()),
		Subtitles:  string(v.Subtitles()),
		Captions:   text("CLOSED-CAPTIONS"),
		Name:       string(v.Name()),
		Iframe:     v.Tag.Kind() == hls.TagIFrameStreamInf,
		VideoRange: string(v.VideoRange()),
		HDCPLevel:  string(v.HDCPLevel()),
		FrameRate:  v.FrameRate(),
	}
	id, _ := v.Tag.Attributes().Get("PROGRAM-ID")
	program, _ := id.Int()
	for _, n := range []struct {
		name string
		from int64
		to   *uint32
	}{{"BANDWIDTH", v.Bandwidth(), &p.Bandwidth}, {"AVERAGE-BANDWIDTH", v.AverageBandwidth(), &p.AverageBandwidth}, {"PROGRAM-ID", program, &p.ProgramId}} {
		if n.from < 0 || n.from > math.MaxUint32 {
			return p, &Error{-1, n.name, strconv.FormatInt(n.from, 10), hls.ErrTooLarge}
		}
		*n.to = uint32(n.from)
	}
	return p, nil
}
