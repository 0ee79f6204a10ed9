namespace Kube.Api.Cel.Types;

internal enum CelTypeKind
{
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Object,
    Opaque,
    Type,
    Parameter,
}
