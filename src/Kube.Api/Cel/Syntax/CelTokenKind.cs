namespace Kube.Api.Cel.Syntax;

internal enum CelTokenKind
{
    End,
    Identifier,
    EscapedIdentifier,
    Int,
    Uint,
    Float,
    String,
    Bytes,
    Operator,
}
