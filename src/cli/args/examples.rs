//! Examples below the help of a command, also in the manual page.

pub(super) const PROGRAM: &str = "\
Examples:
  tierup new shop                    # asks, previews the result, writes it
  tierup new shop -y                 # without questions
  tierup -C shop add cache           # adds a cache to the project in ./shop

`tierup help COMMAND` describes a command; `tierup man` prints the manual page.";

pub(super) const NEW: &str = "\
Examples:
  tierup new shop
  tierup new shop -y --preset minimal
  tierup new shop -y db=sqlite cache=none --set capacity.web.replicas=1
  tierup new shop -y --resource 'note title:string(120) body:text?'
  tierup new shop -y --dry-run --diff
  tierup new shop --pack git+https://example.com/team/pack#v1";

pub(super) const ADOPT: &str = "\
Examples:
  tierup adopt                       # shows what was found, asks, writes
  tierup adopt db=postgres --dry-run --diff
  tierup adopt -y --accept compose.yaml --accept Dockerfile";

pub(super) const ADD: &str = "\
Examples:
  tierup add cache
  tierup add cache=redis queue=celery-redis
  tierup add cache --dry-run --diff";

pub(super) const REMOVE: &str = "\
Example:
  tierup remove queue cache --dry-run";

pub(super) const SET: &str = "\
Examples:
  tierup set db=postgres
  tierup set capacity.web.replicas=4 capacity.web.memory_mb=768
  tierup set pack.source=git+https://example.com/team/pack#v2";

pub(super) const RESOURCE_ADD: &str = "\
Examples:
  tierup resource add note 'title:string(120)' 'body:text?'
  tierup resource add invoice 'customer:ref(customer)' 'status:enum(draft, sent) = draft index'
  tierup resource add                # asks for the name and the fields

A field is a type and what follows: `?` for an optional field, `= VALUE` for a default, `unique`,
`index`, `min=`, `max=`. `tierup list` shows the types.";

pub(super) const RESOURCE_SET: &str = "\
Examples:
  tierup resource set note 'title:string(200)' 'rating:int? min=1 max=5'
  tierup resource set note -body
  tierup resource set note 'body=>text'";

pub(super) const SIZE: &str = "\
Example:
  tierup size --set capacity.expected.requests_per_s=500";

pub(super) const COMPLETIONS: &str = "\
Examples:
  source <(tierup completions bash)                                # in ~/.bashrc
  source <(tierup completions zsh)                                 # in ~/.zshrc
  tierup completions fish > ~/.config/fish/completions/tierup.fish";

pub(super) const MAN: &str = "\
Examples:
  tierup man | man -l -
  tierup man ~/.local/share/man/man1";
