"""Single sentences that once misled the reader, or might: what is denied, and what is only near.

Each reading was judged by hand; a missed or invented stone or obstruction is the worst of faults.
"""

from __future__ import annotations

from tests.unit.interpret.scan_reports import Case

TRAPS = {
    "none in a sentence of its own": Case(
        "Right kidney: 3 mm stone. Left: none.", ["stone right kidney 3mm"], ["stone left"]
    ),
    "none of a kidney": Case(
        "Right kidney: 3 mm lower pole stone with mild hydronephrosis. Left kidney: none.",
        ["hydronephrosis right mild", "stone right lower_pole 3mm"],
        ["hydronephrosis left", "stone left kidney"],
    ),
    "nil": Case("4 mm stone left kidney. Right: nil.", ["stone left kidney 4mm"], ["stone right"]),
    "none below a label": Case(
        "Renal calculi:\nRight: 4 mm lower pole\nLeft: none",
        ["stone right lower_pole 4mm"],
        ["stone left"],
    ),
    "none on either side below a label": Case(
        "Hydronephrosis:\nRight: none\nLeft: none",
        [],
        ["hydronephrosis left", "hydronephrosis right"],
    ),
    "a grade below a label": Case(
        "Hydronephrosis:\nRight: none\nLeft: mild",
        ["hydronephrosis left mild"],
        ["hydronephrosis right"],
    ),
    "a grade under a heading": Case(
        "Right kidney: no hydronephrosis. Left: mild.",
        ["hydronephrosis left mild"],
        ["hydronephrosis right"],
    ),
    "a grade of another thing": Case(
        "Right kidney: no hydronephrosis. Left: mild cortical thinning.",
        [],
        ["hydronephrosis right"],
    ),
    "none on the right, none on the left": Case(
        "Stones: right none, left none.", [], ["stone both"]
    ),
    "N is short for normal": Case("RK: 5 mm stone. LK: N.", ["stone right kidney 5mm"]),
    "none after a mass": Case(
        "Right renal mass 3 cm. Left: none.", ["renal_mass right kidney 30mm"]
    ),
    "a size under a heading": Case(
        "Right kidney: 3 mm stone. Left kidney: 4 mm lower pole.",
        ["stone left lower_pole 4mm", "stone right kidney 3mm"],
    ),
    "a length under a heading": Case(
        "Right kidney: 3 mm stone. Left kidney: 11 cm.", ["stone right kidney 3mm"]
    ),
    "a 3 and a 5": Case("A 3 and a 5 mm stone in the left kidney.", ["stone left kidney 3-5mm x2"]),
    "a 3 mm and a 5 mm": Case(
        "A 3 mm and a 5 mm left renal calculus.", ["stone left kidney 3-5mm x2"]
    ),
    "3 mm and 5 mm": Case(
        "3 mm and 5 mm stones in the left kidney.", ["stone left kidney 3-5mm x2"]
    ),
    "three without and": Case("Left renal stones 3, 4, 5 mm", ["stone left kidney 3-5mm x3"]),
    "calyx 2 is no size": Case("Stone in calyx 2 and a 5 mm cyst.", ["stone calyx"]),
    "2ry is no count": Case(
        "Left hydronephrosis 2ry to VUJ stone 6 mm.", ["hydronephrosis left", "stone left uvj 6mm"]
    ),
    "a stone and a cyst": Case("A 6 mm stone and a 4 mm cyst.", ["stone 6mm"]),
    "two diameters": Case("A 6 mm by 4 mm stone, left UVJ.", ["stone left uvj 6mm"]),
    "a range is one size": Case(
        "Stones ranging from 2 mm to 5 mm in the left kidney.", ["stone left kidney 2-5mm x+"]
    ),
    "up from the junction": Case(
        "6 mm stone 5 cm up from the left UVJ.", ["stone left ureter 6mm"]
    ),
    "up from, first": Case("5 cm up from the left UVJ is a 6 mm stone.", ["stone left ureter 6mm"]),
    "short of the junction": Case(
        "7 mm stone 4 cm short of the left VUJ", ["stone left ureter 7mm"]
    ),
    "up from an earlier size": Case("Stone 6 mm, up from 4 mm.", ["stone 6mm was 4mm"]),
    "month of comparison": Case(
        "Comparison: CT 03/2024. Findings: 4 mm stone left kidney.",
        ["stone left kidney 4mm"],
        prior="03/2024",
    ),
    "month before a colon": Case(
        "Compared with 3/2024: 4 mm stone left kidney unchanged.",
        ["stone left kidney 4mm unchanged"],
        prior="3/2024",
    ),
    "month for comparison": Case(
        "CT 03/2024 for comparison. 4 mm left renal stone.",
        ["stone left kidney 4mm"],
        prior="03/2024",
    ),
    "an image number is no month": Case(
        "Comparison: none. On image 3/45 a 4 mm left renal stone.", ["stone left kidney 4mm"]
    ),
    "past history is no finding": Case("PMH: stones. No hydronephrosis.", [], ["hydronephrosis"]),
    "enlarged kidney": Case(
        "Left kidney is enlarged with moderate hydronephrosis.", ["hydronephrosis left moderate"]
    ),
    "markedly distended bladder": Case(
        "Mild left hydronephrosis secondary to a markedly distended bladder.",
        ["hydronephrosis left mild"],
    ),
    "kidney sizes in a form": Case(
        "RT KIDNEY : 9.6 X 4.2 CM, NORMAL, 4.5 MM CALCULUS IN LOWER CALYX",
        ["stone right lower_calyx 4.5mm"],
    ),
    "spoken heading": Case(
        "there is a seven millimeter stone in the left proximal ureter period impression "
        "obstructing left ureteral stone",
        ["stone left proximal_ureter 7mm obstructing"],
    ),
    "impression of a stone": Case(
        "There is the impression of a 4 mm stone at the left UVJ.", ["stone left uvj 4mm"]
    ),
    "projected over": Case(
        "Two calcifications projected over the left kidney.", ["calcification left kidney x2"]
    ),
    "differential of a passed stone": Case(
        "Differential includes a recently passed stone or pyelonephritis.", []
    ),
    "empty box before a side": Case(
        "[ ] hydronephrosis right [x] hydronephrosis left",
        ["hydronephrosis left"],
        ["hydronephrosis right"],
    ),
    "nothing but nonobs": Case(
        "CT stone study. R: 3 mm lower pole, nonobs. L: none.",
        ["stone? right lower_pole 3mm nonobstructing"],
        ["stone left"],
        "ct_without_contrast",
    ),
    "shows behind a technique": Case(
        "Technique: low-dose CT. Shows a 5 mm stone in the left lower pole. Impression: stone.",
        ["stone left lower_pole 5mm"],
        [],
        "ct_without_contrast",
    ),
    "distal is no distance": Case(
        "R: 5 mm distal ureter, obstructing.", ["stone? right distal_ureter 5mm obstructing"]
    ),
    "mass under the heading of the bladder": Case(
        "Bladder: 2 cm mass. Kidneys: no mass.", ["bladder_mass bladder 20mm"], ["renal_mass"]
    ),
    "not seen today": Case("A 5 mm stone is not seen.", [], ["stone"]),
    "known one not seen": Case(
        "The previously noted 4 mm stone in the right kidney is not appreciated on this "
        "ultrasound exam.",
        ["stone-gone right kidney 4mm"],
        [],
        "ultrasound",
    ),
    "hydronephrosis denied, not the stone": Case(
        "There is no hydronephrosis with a 5 mm left UPJ stone.",
        ["stone left upj 5mm"],
        ["hydronephrosis left"],
    ),
    "no obstruction by a stone": Case(
        "No evidence for obstruction by the 5 mm right UPJ stone.",
        ["stone right upj 5mm"],
        ["obstruction right"],
    ),
    "despite a stone": Case(
        "No hydronephrosis despite 6 mm left proximal ureteral stone.",
        ["stone left proximal_ureter 6mm"],
        ["hydronephrosis left"],
    ),
    "none on the other side": Case(
        "Left renal stone 4 mm, right none.", ["stone left kidney 4mm"], ["stone right kidney"]
    ),
    "none behind a heading": Case(
        "Right: 3 mm stone, left: none.", ["stone right 3mm"], ["stone left"]
    ),
    "none behind a heading, without a size": Case(
        "Right: hydronephrosis, left: none.", ["hydronephrosis right"], ["hydronephrosis left"]
    ),
    "none in the other kidney": Case(
        "CT shows 3 stones in the right kidney and none in the left.",
        ["stone right kidney x3"],
        ["stone left kidney"],
        "ct",
    ),
    "none first, then the other": Case(
        "Hydronephrosis left mild, right none.",
        ["hydronephrosis left mild"],
        ["hydronephrosis right"],
    ),
    "residual or recurrent": Case(
        "No residual or recurrent stones. Right kidney free of stones.",
        [],
        ["stone", "stone right kidney"],
    ),
    "free of stones on one side": Case(
        "Left kidney is stone free; right has 4 mm calculus.",
        ["stone right 4mm"],
        ["stone left kidney"],
    ),
    "except": Case(
        "Kidneys: No stones, except for 2 mm stone on the left.", ["stone left kidney 2mm"]
    ),
    "unlikely to pass": Case(
        "8 mm stone unlikely to pass spontaneously, left UVJ.", ["stone left uvj 8mm"]
    ),
    "likely to pass": Case("3 mm stone likely to pass.", ["stone 3mm"]),
    "may be missed": Case(
        "No kidney stones identified, although small stones may be missed.",
        [],
        ["kidney_stone kidney"],
    ),
    "may be obscured": Case("Small stones may be obscured by contrast.", []),
    "sensitivity for stones": Case(
        "Sensitivity for small calculi is limited. No hydronephrosis.", [], ["hydronephrosis"]
    ),
    "partly obscured": Case(
        "Stone partly obscured by bowel gas, left kidney.", ["stone left kidney"]
    ),
    "stone removal": Case("Status post stone removal. No residual.", []),
    "gallbladder removed": Case(
        "Gallbladder surgically removed, 4 mm right renal stone.", ["stone right kidney 4mm"]
    ),
    "residual stone with a size": Case(
        "Status post left ureteroscopy. 3 mm residual stone lower pole left kidney.",
        ["stone left lower_pole 3mm"],
    ),
    "passed into the bladder": Case(
        "Right ureteric stone has passed into the bladder.", ["stone bladder"]
    ),
    "previously elsewhere": Case(
        "6 mm calculus in the distal left ureter, previously in the proximal ureter.",
        ["stone left distal_ureter 6mm"],
    ),
    "now elsewhere": Case(
        "The 5 mm stone previously at the left UPJ is now in the bladder.", ["stone bladder 5mm"]
    ),
    "graded before and now": Case(
        "Left hydronephrosis previously moderate now mild.", ["hydronephrosis left mild"]
    ),
    "versus": Case(
        "4 mm stone left UVJ versus phlebolith.", ["stone? left uvj 4mm", "phlebolith?"]
    ),
    "bladder wall": Case("Bladder wall calcification.", ["dystrophic_calcification"]),
    "likely small stones": Case(
        "Echogenic foci in both kidneys, likely nonobstructing stones.",
        ["stone? both kidney x+ nonobstructing"],
        [],
        "ultrasound",
    ),
    "mildly dilated": Case(
        "Left collecting system is mildly dilated. Right ureter is not dilated.",
        ["hydronephrosis left mild"],
        ["hydroureter right"],
    ),
    "down to a stone": Case(
        "Dilatation of the left ureter down to a 4 mm stone.",
        ["hydroureter left", "stone left 4mm"],
    ),
    "back pressure": Case(
        "There is a calculus in the distal 3rd of left ureter measuring 7mm causing moderate "
        "back pressure changes.",
        ["hydronephrosis left moderate", "stone left distal_ureter 7mm"],
    ),
    "another": Case(
        "5 mm non-obstructive calculus is noted in the lower calyx of right kidney; another "
        "of size 3 mm in the upper calyx.",
        ["stone right lower_calyx 5mm nonobstructing", "stone right upper_calyx 3mm"],
    ),
    "two and one": Case(
        "Two stones in the left kidney (4 mm, 6 mm) and one in the right (3 mm).",
        ["stone left kidney 4-6mm x2", "stone right kidney 3mm"],
    ),
    "grades of two sides": Case(
        "Mild-to-moderate left and severe right hydronephrosis.",
        ["hydronephrosis left mild to moderate", "hydronephrosis right severe"],
    ),
    "sides after a semicolon": Case(
        "Stone burden: right 3 mm LP; left 6 mm mid pole.",
        ["stone left mid_pole 6mm", "stone right lower_pole 3mm"],
    ),
    "letters after a colon": Case("Stones: R 4mm LP, L none.", ["stone right lower_pole 4mm x+"]),
    "letters run together": Case("Kidneys unremarkable. 6mm calc RVUJ.", ["stone right uvj 6mm"]),
    "the right kidney goes on": Case(
        "FINDINGS: The right kidney measures 11 cm. There is a 3 mm calculus at the UVJ. The "
        "left kidney is unremarkable.",
        ["stone right uvj 3mm"],
    ),
    "graft": Case(
        "Transplant in the right iliac fossa. Mild hydronephrosis of the graft.",
        ["hydronephrosis transplant mild"],
    ),
    "gallbladder without a stop": Case(
        "KIDNEYS NORMAL NO STONES NO HYDRONEPHROSIS GALLBLADDER CONTAINS STONES LIVER NORMAL "
        "SPLEEN NORMAL PANCREAS NORMAL NO FREE FLUID",
        ["gallstone x+"],
        ["stone kidney", "hydronephrosis"],
    ),
    "body behind a technique, on one line": Case(
        "Indication: pain. Technique: Non-contrast low-dose CT. There is moderate left "
        "hydronephrosis with a 6 mm stone. Impression: Left UVJ stone.",
        ["hydronephrosis left moderate", "stone left uvj 6mm"],
        [],
        "ct_without_contrast",
    ),
    "body behind a technique, a fragment": Case(
        "Technique: CT without contrast. Coronal reformats. Severe right hydronephrosis. 9 mm "
        "right UPJ stone. Impression: Right hydronephrosis.",
        ["hydronephrosis right severe", "stone right upj 9mm"],
        [],
        "ct_without_contrast",
    ),
    "body behind a technique on a line of its own": Case(
        "TECHNIQUE:\nCT without contrast.\n\n6 mm left UVJ stone with moderate hydronephrosis."
        "\n\nIMPRESSION: Left stone.",
        ["hydronephrosis left moderate", "stone left uvj 6mm"],
        [],
        "ct_without_contrast",
    ),
    "body behind a comparison": Case(
        "Indication: pain. Comparison: CT 12.03.2024. Severe right hydronephrosis. Impression: "
        "Right UVJ stone.",
        ["hydronephrosis right severe", "stone right uvj"],
        [],
        None,
        "12.03.2024",
    ),
    "body behind an indication": Case(
        "Indication: left flank pain. There is an obstructing 6 mm calculus at the left UVJ. "
        "Impression: Left stone.",
        ["stone left uvj 6mm obstructing"],
    ),
    "a technique of several sentences": Case(
        "Technique: CT without contrast, 3 mm slices. Images reviewed for stones. Axial images of "
        "the left kidney at 5 mm. Impression: No stones.",
        [],
        ["stone"],
        "ct_without_contrast",
    ),
    "an indication of several sentences": Case(
        "Indication: kidney stones. Known 6 mm left stone. Recurrent nephrolithiasis. "
        "Technique: CT abdomen. Impression: No stones.",
        [],
        ["stone"],
        "ct",
    ),
    "what an earlier scan showed": Case(
        "Comparison: CT 12.03.2024. At that time 5 mm left stone. Impression: No stone.",
        [],
        ["stone"],
        None,
        "12.03.2024",
    ),
    "a side in a single kidney": Case(
        "6 x 5 mm obstructing calculus at the left ureterovesical junction. Impression: "
        "Obstructing 6 mm left UVJ stone in a solitary kidney.",
        ["stone left uvj 6mm obstructing"],
    ),
    "a single kidney in the Impression alone": Case(
        "6 mm obstructing left UVJ stone. Impression: Obstructing stone in a solitary kidney.",
        ["stone left uvj 6mm obstructing"],
    ),
    "a single kidney in the sentence behind": Case(
        "6 mm obstructing left UVJ stone. Obstructing stone in a solitary kidney.",
        ["stone left uvj 6mm obstructing"],
    ),
    "two stones in a single kidney": Case(
        "Solitary kidney. 6 mm left UVJ stone. 3 mm lower pole stone.",
        ["stone left uvj 6mm", "stone single lower_pole 3mm"],
    ),
    "brighter is not larger": Case(
        "Increased medullary echogenicity bilaterally consistent with medullary nephrocalcinosis.",
        ["nephrocalcinosis_medullary both"],
        [],
        "ultrasound",
    ),
    "denser and stable": Case(
        "Increased attenuation of the renal pyramids consistent with medullary nephrocalcinosis, "
        "stable since 2021.",
        ["nephrocalcinosis_medullary unchanged"],
        [],
        None,
        "2021",
    ),
    "the noun before": Case(
        "Echogenicity of the pyramids is increased, in keeping with nephrocalcinosis.",
        ["nephrocalcinosis_medullary"],
        [],
        "ultrasound",
    ),
    "cortex brighter beside a stone": Case(
        "Increased cortical echogenicity with a 5 mm left lower pole stone.",
        ["stone left lower_pole 5mm"],
        [],
        "ultrasound",
    ),
    "a density that is high": Case(
        "5 mm left lower pole stone with increased attenuation of 1100 HU.",
        ["stone left lower_pole 5mm 1100HU"],
    ),
    "darker kidney": Case(
        "Decreased enhancement of the left kidney with hydronephrosis.", ["hydronephrosis left"]
    ),
    "larger all the same": Case(
        "Medullary nephrocalcinosis has increased.", ["nephrocalcinosis_medullary larger"]
    ),
    "larger, and its density": Case(
        "Left lower pole stone has increased in size, density 900 HU.",
        ["stone left lower_pole 900HU larger"],
    ),
    "a density behind the hydronephrosis": Case(
        "6 mm left UVJ stone with moderate hydronephrosis. Attenuation approx 420 HU.",
        ["hydronephrosis left moderate", "stone left uvj 6mm 420HU"],
    ),
    "a density of which of two stones": Case(
        "6 mm left UVJ stone, 3 mm left lower pole stone. Moderate left hydronephrosis. "
        "Attenuation 420 HU.",
        ["hydronephrosis left moderate", "stone left uvj 6mm", "stone left lower_pole 3mm"],
    ),
    "a density of the liver": Case(
        "6 mm left UVJ stone with moderate hydronephrosis. Liver attenuation 40 HU.",
        ["hydronephrosis left moderate", "stone left uvj 6mm"],
    ),
    "the earlier size behind the change": Case(
        "5 mm left stone, increased from 3 mm.", ["stone left 5mm larger was 3mm"]
    ),
    "the earlier size alone": Case(
        "Left stone has increased from 3 mm.", ["stone left larger was 3mm"]
    ),
}
