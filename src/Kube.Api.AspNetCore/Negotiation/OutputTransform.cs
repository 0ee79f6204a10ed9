namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>What an object is turned into before it is written.</summary>
internal enum OutputTransform
{
    None,
    Table,
    PartialObject,
    PartialObjectList,
}
