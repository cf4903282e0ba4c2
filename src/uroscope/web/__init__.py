"""The clinician's page: drop a file, see the case. Same Review, same templates, in a frame.

How state is kept. The server keeps none: no session, no cache, no file on disk, no log of
requests. What was uploaded travels back inside the answer, packed into one hidden field (`case`)
of the page's one form, and comes along with the next click. So every page works by plain forms
without a script, addresses never carry anything about a patient, and closing the tab is deleting
the data. The script makes the same posts and swaps the answers into the open page, which keeps
them in the tab's memory and lets the back button work without asking to send a form again.

Rooms: `uploads` (bytes in, bounded, in memory), `guard` (who may ask, what every answer carries),
`case` (a request to a panel), `worklist` (many collections ranked by columns), `opened` (one of
them explained), `sliders` (what may be moved), `entry` (typed values), `record` (small tables),
`views` (a form to a document), `pages` (templates), `api` and `app` (addresses), `work` (the
bounded computing beside the loop), `server` (the process).
"""
