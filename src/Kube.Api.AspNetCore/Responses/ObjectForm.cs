using Kube.Api.AspNetCore.Negotiation;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>All that the client said about the form of objects: what was negotiated, and what a Table's rows carry.</summary>
internal readonly record struct ObjectForm(OutputForm Output, TableContent Content, bool Pretty)
{
    public static readonly ObjectForm Json = new(OutputForm.Json, TableContent.Metadata, Pretty: false);

    /// <summary>Whether the stored bytes go out as they are.</summary>
    public bool IsPlainJson => ReferenceEquals(Output, OutputForm.Json) && !Pretty;
}
