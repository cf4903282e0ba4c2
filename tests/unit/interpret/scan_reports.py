"""Scan reports written for these tests, each with what a careful reader takes from it.

An expected item reads: finding (`?` uncertain, `-gone` no longer there), side, places joined by
`+`, size in mm (`3-4mm`, `<5mm`), number (`x3`, `x3+` at least, `x+` several), density, grade,
`obstructing` or `nonobstructing`, change, `was 3mm`, Bosniak class. What was looked for and not
found reads the same, with `obstructing` for "no obstructing stone" and `~` after a soft denial.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from uroscope.interpret.imaging import Item, NotFound


class Case(NamedTuple):
    """A report and its reading."""

    text: str
    items: list[str]
    not_found: Sequence[str] = ()
    modality: str | None = None
    prior: str | None = None


def brief(item: Item) -> str:
    """Return an item in the short form of the table."""
    mark = {"present": "", "uncertain": "?", "gone": "-gone"}[item.status]
    words = [item.finding + mark, item.side or "", "+".join(item.places)]
    if item.size_mm is not None:
        low = "" if item.size_low_mm is None else f"{item.size_low_mm:g}-"
        words.append(f"{'<' if item.size_below else ''}{low}{item.size_mm:g}mm")
    words.append(item.size_word or "")
    if item.many or (item.count or 1) != 1:
        words.append(f"x{item.count or ''}{'+' if item.many else ''}")
    if item.density is not None:
        low, high = item.density
        words.append(f"{low:g}HU" if low == high else f"{low:g}-{high:g}HU")
    words.append(item.grade or "")
    words.append({True: "obstructing", False: "nonobstructing", None: ""}[item.obstructing])
    words.append(item.change or "")
    words.append("" if item.prior_mm is None else f"was {item.prior_mm:g}mm")
    words.append(item.bosniak or "")
    return " ".join(word for word in words if word)


def brief_denial(item: NotFound) -> str:
    """Return what was not found in the short form of the table."""
    name = item.finding + ("" if item.sure else "~")
    first = "obstructing" if item.obstructing else ""
    words = [first, name, item.side or "", "+".join(item.places)]
    return " ".join(word for word in words if word)


CASES = {
    "plain": Case(
        "4 mm nonobstructing stone in the lower pole of the left kidney. No hydronephrosis.",
        ["stone left lower_pole 4mm nonobstructing"], ["hydronephrosis"],
    ),
    "full us report": Case(
        "EXAM: CT abdomen and pelvis without contrast\n"
        "CLINICAL HISTORY: Left flank pain, ?stone, r/o hydronephrosis.\n"
        "TECHNIQUE: 3 mm axial images.\n"
        "COMPARISON: CT 12 March 2023.\n"
        "FINDINGS:\n"
        "Right kidney: Measures 11.2 cm. 2 mm nonobstructing calculus in the upper pole, "
        "unchanged. No hydronephrosis.\n"
        "Left kidney: Measures 12.0 cm. Moderate hydroureteronephrosis to the level of a 6 x 4 mm "
        "calculus at the left UVJ (density 980 HU).\n"
        "Bladder: Unremarkable.\n"
        "Pelvic phleboliths noted.\n"
        "IMPRESSION:\n"
        "1. 6 mm obstructing left UVJ calculus with moderate hydroureteronephrosis.\n"
        "2. Stable 2 mm nonobstructing right upper pole stone.\n",
        ["hydronephrosis left moderate", "stone left uvj 6mm 980HU obstructing",
         "stone right upper_pole 2mm nonobstructing unchanged", "phlebolith bony_pelvis x+"],
        ["hydronephrosis right"], "ct_without_contrast", "12 March 2023",
    ),
    "uk ct kub": Case(
        "CT KUB 03/02/2025\nClinical details: right loin to groin pain, ?renal colic.\n"
        "Report: 5mm calculus at the right VUJ with mild hydroureter and hydronephrosis. "
        "Two further non-obstructing calculi in the left lower pole calyx, the larger 4mm. "
        "No free fluid.\nConclusion: Obstructing 5mm right VUJ calculus.",
        # the widened ureter and kidney of one side are one obstruction
        ["stone right uvj 5mm obstructing", "hydronephrosis right mild",
         "stone left lower_calyx 4mm x2 nonobstructing"],
        [], "ct_without_contrast",
    ),
    "abbreviations": Case(
        "bilat nonobst stones, largest 7 mm. w/o hydro.",
        ["stone both 7mm x+ nonobstructing"], ["hydronephrosis"],
    ),
    "letters": Case(
        "POCUS: mod L hydro, no stone seen.",
        ["hydronephrosis left moderate"], ["stone"], "ultrasound",
    ),
    "bare calcification": Case("Calcification noted.", ["calcification"]),
    "calcification over a kidney": Case(
        "KUB: 5 mm calcification projecting over the left kidney.",
        ["calcification left kidney 5mm"], [], "x_ray",
    ),
    "opacity that may be a stone": Case(
        "Plain film: 6 mm radio-opaque density over the right renal shadow, likely a calculus.",
        ["stone? right kidney 6mm"], [], "x_ray",
    ),
    "named phlebolith": Case(
        "4 mm calcification in the left pelvis, most likely a phlebolith.",
        ["phlebolith? left bony_pelvis 4mm"],
    ),
    "phlebolith versus stone": Case(
        "Phlebolith versus distal ureteral stone on the left. Mild left hydroureter.",
        ["phlebolith?", "stone? left distal_ureter", "hydroureter left mild"],
    ),
    "medullary on ultrasound": Case(
        "Renal ultrasound: bilateral echogenic medullary pyramids in keeping with medullary "
        "nephrocalcinosis. No shadowing calculi. No hydronephrosis bilaterally.",
        ["nephrocalcinosis_medullary both"], ["stone", "hydronephrosis both"], "ultrasound",
    ),
    "medullary calcification": Case(
        "Diffuse bilateral medullary calcifications.", ["nephrocalcinosis_medullary both"],
    ),
    "unspecified": Case(
        "ultrasound: bilateral nephrocalcinosis", ["nephrocalcinosis both"], [], "ultrasound",
    ),
    "cortical": Case(
        "Thin rim of cortical nephrocalcinosis in both kidneys.",
        ["nephrocalcinosis_cortical both"],
    ),
    "uk cortical": Case(
        "Bilateral cortical nephrocalcinosis. No calculi.", ["nephrocalcinosis_cortical both"],
        ["stone"],
    ),
    "focal parenchymal": Case(
        "A single focal calcification in the parenchyma of the right kidney.",
        ["calcification right parenchyma"],
    ),
    "denied nephrocalcinosis": Case(
        "No nephrocalcinosis or hydronephrosis.", [], ["nephrocalcinosis", "hydronephrosis"],
    ),
    "sponge kidney": Case(
        "CT urogram: paintbrush appearance of the papillae in both kidneys, consistent with "
        "medullary sponge kidney.",
        ["medullary_sponge_kidney both papilla"], [], "ct_urogram",
    ),
    "calcified mass": Case(
        "There is a 3.2 cm calcified mass in the right kidney, suspicious for RCC.",
        ["mass_calcification right kidney 32mm"],
    ),
    "bosniak": Case(
        "2.1 cm Bosniak IIF cyst in the left upper pole with thick septal calcification. "
        "No renal calculi.",
        ["cyst_wall_calcification left upper_pole 21mm IIF"], ["stone kidney"],
    ),
    "bosniak without calcium": Case(
        "Bosniak III cystic lesion, right kidney, 4 cm.", ["complex_cyst right kidney 40mm III"],
    ),
    "simple cysts are left out": Case(
        "Multiple simple cysts in both kidneys, largest 5 cm. 3 mm stone left mid pole.",
        ["stone left mid_pole 3mm"],
    ),
    "cyst with eggshell rim": Case(
        "Right renal cyst with eggshell calcification, 3 cm.",
        ["cyst_wall_calcification right kidney 30mm"],
    ),
    "other organs": Case(
        "Cholelithiasis. 12 mm hepatic cyst. No renal or ureteral calculi.",
        ["gallstone"], ["stone kidney+ureter"],
    ),
    "stones in the gallbladder": Case(
        "Multiple stones in the gallbladder. Kidneys are normal.", ["gallstone x+"],
    ),
    "prostate": Case(
        "Coarse prostatic calcifications. No bladder stone.", ["prostate_calcification x+"],
        ["stone bladder"],
    ),
    "vessels": Case(
        "Aortic atherosclerotic calcification. Calcified splenic artery.",
        ["vascular_calcification"],  # one kind, both places quoted
    ),
    "renal artery": Case(
        "Punctate calcification at the left renal hilum, likely vascular calcification.",
        ["vascular_calcification? left hilum punctate"],
    ),
    "randall": Case(
        "Papillary tip calcifications bilaterally.",
        ["papillary_calcification both x+"],
    ),
    "milk of calcium": Case(
        "Milk of calcium in a left upper pole calyceal diverticulum.",
        ["milk_of_calcium left upper_pole", "calyceal_diverticulum left upper_pole"],
    ),
    "stent": Case(
        "Left ureteral stent in place. 3 mm stone in the left lower pole. Surgical clips in the "
        "right upper quadrant.",
        ["stent left ureter", "stone left lower_pole 3mm", "surgical_clip right x+"],
    ),
    "range": Case(
        "Several 3-4 mm calculi in the right kidney.", ["stone right kidney 3-4mm x+"],
    ),
    "centimetres": Case(
        "1.1 cm calculus in the left renal pelvis.",
        ["stone left renal_pelvis 11mm"],
    ),
    "three dimensions": Case(
        "Calculus right proximal ureter 4 x 3 x 5 mm.", ["stone right proximal_ureter 5mm"],
    ),
    "product in cm": Case("0.6 x 0.4 cm stone at the right UPJ.", ["stone right upj 6mm"]),
    "sub": Case("Sub-5 mm stones in both kidneys.", ["stone both kidney <5mm x+"]),
    "less than": Case("<3 mm calculus, left interpolar region.", ["stone left mid_pole <3mm"]),
    "up to": Case("Renal calculi up to 5 mm on the right.", ["stone right kidney 5mm x+"]),
    "punctate": Case(
        "Punctate nonobstructing right renal calculus.",
        ["stone right kidney punctate nonobstructing"],
    ),
    "several sizes": Case(
        "Three stones in the right kidney measuring 3 mm, 4 mm and 6 mm.",
        ["stone right kidney 3-6mm x3"],
    ),
    "at least": Case(
        "At least 3 calculi in the left lower pole, 2-3 mm.", ["stone left lower_pole 2-3mm x3+"],
    ),
    "distance": Case(
        "5 mm stone in the left ureter, 3 cm from the UVJ.", ["stone left ureter 5mm"],
    ),
    "kidney length": Case(
        "The left kidney measures 10.9 cm and contains a 4 mm calculus.",
        ["stone left kidney 4mm"],
    ),
    "prostate size": Case(
        "Prostate measures 5.2 cm. 8 mm bladder calculus.", ["stone bladder 8mm"],
    ),
    "slices": Case(
        "Unenhanced CT with 5 mm slices. Right mid ureteric calculus.",
        ["stone right mid_ureter"], [], "ct_without_contrast",
    ),
    "density": Case(
        "9 mm stone in the left lower pole. Mean density 1,250 HU.",
        ["stone left lower_pole 9mm 1250HU"],
    ),
    "density range": Case(
        "Right staghorn calculus, 4.5 cm, 400-600 HU.", ["staghorn_stone right 45mm 400-600HU"],
    ),
    "it measures": Case(
        "There is a stone at the right UVJ. It measures 6 mm. No perinephric fluid.",
        ["stone right uvj 6mm"],
    ),
    "grew": Case(
        "Left lower pole stone has increased from 3 mm to 6 mm since CT of 2021.",
        ["stone left lower_pole 6mm larger was 3mm"], [], None, "2021",
    ),
    "shrank": Case(
        "Right renal stone decreased in size, now 4 mm, previously 7 mm.",
        ["stone right kidney 4mm smaller was 7mm"],
    ),
    "passed": Case(
        "The previously seen 5 mm right UVJ stone is no longer visualised. Hydronephrosis has "
        "resolved.",
        ["stone-gone right uvj 5mm", "hydronephrosis-gone"],
    ),
    "new": Case("New 3 mm stone, left upper pole.", ["stone left upper_pole 3mm new"]),
    "no new": Case(
        "No new stones. Stable 4 mm right lower pole stone.",
        ["stone right lower_pole 4mm unchanged"],
    ),
    "no obstructing": Case(
        "No obstructing calculus. Two 2 mm nonobstructing stones on the left.",
        ["stone left 2mm x2 nonobstructing"], ["obstructing stone"],
    ),
    "no definite": Case(
        "No definite calculus seen on this ultrasound.",
        [], ["stone~"], "ultrasound",
    ),
    "possible": Case(
        "Possible 2 mm stone in the right lower pole.",
        ["stone? right lower_pole 2mm"],
    ),
    "cannot exclude": Case(
        "Mild left hydronephrosis. Cannot exclude a distal ureteral stone.",
        ["hydronephrosis left mild", "stone? distal_ureter"],
    ),
    "recommended": Case(
        "Right hydronephrosis. Recommend CT to look for a stone.", ["hydronephrosis right"],
    ),
    "history is not a finding": Case(
        "History of kidney stones. Kidneys normal. No calculi.", [], ["stone"],
    ),
    "list of denials": Case(
        "No stones, hydronephrosis, or hydroureter.", [], ["stone", "hydronephrosis"],
    ),
    "bare list of denials": Case(
        "Kidneys: No stones, hydronephrosis.", [], ["stone kidney", "hydronephrosis"],
    ),
    "denied then found": Case(
        "No stones, mild hydronephrosis on the right.", ["hydronephrosis right mild"], ["stone"],
    ),
    "form answers": Case(
        "Stones: 4 mm left lower pole\nHydronephrosis: none\nBladder: normal",
        ["stone left lower_pole 4mm x+"], ["hydronephrosis"],
    ),
    "one side clear": Case(
        "No right hydronephrosis. Severe left hydronephrosis.",
        ["hydronephrosis left severe"], ["hydronephrosis right"],
    ),
    "grade in figures": Case("SFU grade 2 hydronephrosis of the transplant kidney.",
        ["hydronephrosis transplant mild"]),
    "transplant": Case(
        "Transplant kidney in the right iliac fossa with a 5 mm calculus in the renal pelvis. "
        "Mild hydronephrosis.",
        ["stone transplant renal_pelvis 5mm", "hydronephrosis transplant mild"],
    ),
    "single kidney": Case(
        "Solitary left kidney with moderate hydronephrosis from a 7 mm UPJ stone.",
        ["hydronephrosis single moderate", "stone single upj 7mm"],
    ),
    "body and impression agree": Case(
        "FINDINGS: 3 mm stone right upper pole. 5 mm stone left lower pole.\n"
        "IMPRESSION: Bilateral nephrolithiasis.",
        ["stone right upper_pole 3mm", "stone left lower_pole 5mm"],
    ),
    "headings alone on their line": Case(
        "TECHNIQUE\nLow dose CT KUB\nFINDINGS\nThere is a 4 mm stone in the left mid ureter.\n"
        "CONCLUSION\nLeft mid ureteric stone.",
        ["stone left mid_ureter 4mm"], [], "ct_without_contrast",
    ),
    "contrast": Case(
        "CT abdomen with IV contrast. Left lower pole calculus 6 mm.",
        ["stone left lower_pole 6mm"], [], "ct_with_contrast",
    ),
    "dect": Case(
        "Dual-energy CT: 8 mm right renal stone, uric acid composition, 380 HU.",
        ["stone right kidney 8mm 380HU"], [], "ct_dual_energy",
    ),
    "mri": Case("MR urogram: mild right hydroureteronephrosis of pregnancy.",
        ["hydronephrosis right mild"], [], "mri"),
    "ivp": Case("IVU: delayed excretion on the left.", ["obstruction left"], [], "urogram"),
    "compared scan is not this scan": Case(
        "Compared with the CT of 4 May 2022. Ultrasound shows an unchanged 6 mm stone in the right "
        "lower pole.",
        ["stone right lower_pole 6mm unchanged"], [], "ultrasound", "4 May 2022",
    ),
    "echogenic focus": Case(
        "5 mm echogenic focus in the left lower pole without shadowing.",
        ["echogenic_focus left lower_pole 5mm"], [], "ultrasound",
    ),
    "echogenic focus named": Case(
        "Echogenic focus with posterior shadowing measuring 6 mm in the right kidney, consistent "
        "with a calculus.",
        ["stone right kidney 6mm"], [], "ultrasound",
    ),
    "bowel obstruction": Case(
        "No bowel obstruction. 3 mm nonobstructing stone in the right kidney.",
        ["stone right kidney 3mm nonobstructing"],
    ),
    "stone protocol": Case(
        "CT stone protocol. No urinary tract calculi identified.", [], ["stone"],
        "ct_without_contrast",
    ),
    "numbers in words": Case(
        "Two stones in the upper pole of the right kidney and one stone in the left ureter.",
        ["stone right upper_pole x2", "stone left ureter"],
    ),
    "two in a sentence": Case(
        "3 mm stone in the left lower pole and 5 mm stone in the right upper pole, "
        "no hydronephrosis.",
        ["stone left lower_pole 3mm", "stone right upper_pole 5mm"], ["hydronephrosis"],
    ),
    "calcification in the ureter": Case(
        "4 mm calcification within the distal right ureter.", ["stone? right distal_ureter 4mm"],
    ),
    "calcified fibroid": Case(
        "Calcified uterine fibroid. Calcified mesenteric lymph node.",
        ["other_calcification"],  # one kind, both places quoted
    ),
    "scar": Case("Calcification in a cortical scar of the left kidney.",
        ["scar_calcification left kidney"]),
    "encrusted and single words": Case(
        "Nephrolithiasis.", ["kidney_stone kidney"],
    ),
    "capitals": Case(
        "LARGE LEFT STAGHORN CALCULUS. MARKED HYDRONEPHROSIS ON THE LEFT.",
        ["staghorn_stone left large", "hydronephrosis left severe"],
    ),
    "semicolons": Case(
        "R kidney 4 mm stone; L kidney normal; no hydro",
        ["stone right kidney 4mm"], ["hydronephrosis"],
    ),
    "causing": Case(
        "8 mm stone at the left ureteropelvic junction causing moderate hydronephrosis.",
        ["stone left upj 8mm", "hydronephrosis left moderate"],
    ),
    "puj": Case("7mm calculus at the left PUJ, obstructing.", ["stone left upj 7mm obstructing"]),
    "blank lines and bullets": Case(
        "IMPRESSION:\n\n- 5 mm stone, right lower pole\n- No hydronephrosis\n- Gallstones",
        ["stone right lower_pole 5mm", "gallstone x+"], ["hydronephrosis"],
    ),
    "heading sums up the list": Case(
        "There is bilateral nephrolithiasis. On the right there are 4 stones, the largest "
        "measuring 6 mm in the lower pole. On the left there are 2 stones, the largest measuring "
        "9 mm in the renal pelvis.",
        ["stone right lower_pole 6mm x4", "stone left renal_pelvis 9mm x2"],
    ),
    "narrative with side carried by the kidney": Case(
        "FINDINGS: The right kidney is normal in size. There is a 7 mm calculus in the interpolar "
        "region. The left kidney shows mild to moderate hydronephrosis and perinephric stranding "
        "secondary to an obstructing 4 x 5 mm stone in the proximal left ureter at L3.\n"
        "IMPRESSION:\n1. Obstructing 5 mm proximal left ureteral stone with mild-to-moderate "
        "hydroureteronephrosis.\n2. Nonobstructing 7 mm right interpolar calculus.\n"
        "3. Sigmoid diverticulosis.",
        ["stone left proximal_ureter 5mm obstructing", "hydronephrosis left mild to moderate",
         "stone right mid_pole 7mm nonobstructing"],
    ),
    "axes with their names": Case(
        "Left UVJ calculus measuring 4 mm (AP) x 3 mm (TR).", ["stone left uvj 4mm"],
    ),
    "interval passage": Case(
        "Interval passage of the previously noted left distal ureteral calculus. Residual mild "
        "left hydronephrosis, improved. Stable bilateral nonobstructing renal stones measuring up "
        "to 5 mm.",
        ["stone-gone left distal_ureter", "hydronephrosis left mild smaller",
         "stone both kidney 5mm x+ nonobstructing unchanged"],
    ),
    "could have this appearance": Case(
        "Multiple punctate calcifications in the renal pyramids bilaterally consistent with "
        "medullary nephrocalcinosis; medullary sponge kidney could have this appearance.",
        ["nephrocalcinosis_medullary both punctate", "medullary_sponge_kidney?"],
    ),
    "shorthand": Case(
        "5-mm VUJ calculus on the left w/ mild HUN. Rt kidney: NAD. Lt PUJ normal.",
        ["stone left uvj 5mm", "hydronephrosis left mild"],
    ),
    "more shorthand": Case(
        "CT A/P w/o contrast. L kidney: 2 nonobs stones, 4mm LP and 2mm MP. No hydro b/l.",
        ["stone left lower_pole 4mm nonobstructing", "stone left mid_pole 2mm nonobstructing"],
        ["hydronephrosis both"],
        "ct_without_contrast",
    ),
    "class after the rim": Case(
        "Simple cyst in the right kidney measuring 3.4 cm. Complex left renal cyst measuring 2.2 "
        "cm with rim calcification, Bosniak II.",
        ["cyst_wall_calcification left kidney 22mm II"],
    ),
    "sides in a form": Case(
        "Ureteral calculi: none. Renal calculi: right 3 mm, left none. Hydronephrosis: right: "
        "mild; left: none.",
        ["stone right kidney 3mm x+", "hydronephrosis right mild"],
        ["stone ureter", "stone left kidney", "hydronephrosis left"],
    ),
    "skin to stone": Case(
        "The stone in the left renal pelvis is 15 x 11 mm and 1,050 HU. Skin-to-stone distance "
        "9.8 cm.",
        ["stone left renal_pelvis 15mm 1050HU"],
    ),
    "dystrophic": Case(
        "Coarse calcification in the upper pole of the left kidney, probably dystrophic.",
        ["dystrophic_calcification left upper_pole"],
    ),
    "each side its grade": Case(
        "Non-contrast CT: nephrocalcinosis cannot be excluded. Bilateral pelvicalyceal "
        "dilatation, moderate on the right and mild on the left.",
        ["nephrocalcinosis?", "hydronephrosis right moderate", "hydronephrosis left mild"], [],
        "ct_without_contrast",
    ),
    "bladder": Case(
        "The bladder contains two calculi measuring 12 and 15 mm. Prostate is enlarged at 5.5 x "
        "4.8 cm.",
        ["stone bladder 12-15mm x2"],
    ),
    "distal right": Case("Distal right ureteral stone 5mm.", ["stone right distal_ureter 5mm"]),
    "gross": Case(
        "There is a stone at the level of the right ureteropelvic junction measuring 1.4 cm in "
        "maximal dimension with associated gross hydronephrosis. No left sided stones.",
        ["stone right upj 14mm", "hydronephrosis right severe"], ["stone left"],
    ),
    "fragments beside a stent": Case(
        "KUB radiograph: Left double-J stent in satisfactory position. Residual 8 mm stone "
        "fragments in the lower pole of the left kidney. No calcification over the right kidney.",
        ["stent left", "stone left lower_pole 8mm x+"], ["calcification right kidney"], "x_ray",
    ),
    "decreased": Case(
        "Renal calculi have decreased. Largest 3mm (previously 6mm) left.",
        ["stone left kidney 3mm x+ smaller was 6mm"],
    ),
    "denial above a size only": Case("No stone larger than 5 mm.", [], ["stone~"]),
    "denial above a size in signs": Case("No calculi > 3 mm.", [], ["stone~"]),
    "each kidney by itself": Case(
        "There are no stones in the right kidney. In the left kidney there is a 4 mm stone.",
        ["stone left kidney 4mm"], ["stone right kidney"],
    ),
    "wide pelvis without dilatation": Case(
        "No hydronephrosis. Prominent left renal pelvis without caliectasis.",
        [], ["hydronephrosis", "hydronephrosis left"],
    ),
}  # fmt: skip
