namespace Kube.Api.Selectors;

internal enum LabelTokenKind
{
    End,
    Identifier,
    Open,
    Close,
    Comma,
    Not,
    Equal,
    NotEqual,
    In,
    NotIn,
    Greater,
    Less,
}
