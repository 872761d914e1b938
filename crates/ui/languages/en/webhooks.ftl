### Webhooks: programs that are told.

webhooks-add = Add webhook
webhooks-add-lead = A program is told what people are told, as JSON, signed as Standard Webhooks has it.
webhooks-none = No program is told
webhooks-none-means = Add the address of a program that is to be told what people are told.
webhooks-url = Address
webhooks-url-hint = https://… It is called with POST.
webhooks-kinds = Tells of
webhooks-kinds-hint = Nothing ticked: everything.
webhooks-everything = Everything
webhooks-lang = Language of the sentences
webhooks-state = State
webhooks-on = On
webhooks-off = Off
webhooks-off-gone = Off: it wants no more (410)
webhooks-test = Test
webhooks-rotate = New secret
webhooks-enable = Switch on
webhooks-disable = Switch off
webhooks-remove = Remove
webhooks-removed = It is told no more.
webhooks-arrived = The message arrived.
webhooks-not-arrived = The message did not arrive.
webhooks-secret = secret
webhooks-secret-once = The secret of { $url }. It is shown this once; its messages are signed with it.
