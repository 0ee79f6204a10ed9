namespace Kube.Api.AspNetCore.FlowControl;

/// <summary>Which limit a request counts against where there are no priority levels.</summary>
internal enum InflightKind
{
    None,
    Reading,
    Writing,
    Refused,
}
