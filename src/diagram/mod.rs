pub mod graph;
pub use graph::{Arrow, Flow, Graph, Node};
pub fn unicode(_: &Graph) -> String {
    String::new()
}
pub fn mermaid(_: &Graph) -> String {
    String::new()
}
pub fn svg(_: &Graph) -> String {
    String::new()
}
