package stitch

// AppendSVG appends a drawing of the plan.
func (p *Plan) AppendSVG(dst []byte) []byte {
	return append(dst, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"...)
}
