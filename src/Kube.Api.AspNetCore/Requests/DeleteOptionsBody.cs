using Kube.Api.Errors;
using Kube.Api.Models;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Requests;

/// <summary>Reads the options of a delete: the body's when there is one, else the query's.</summary>
internal static class DeleteOptionsBody
{
    private static readonly GroupVersionKind Kind = new("", "v1", "DeleteOptions");

    /// <exception cref="BadRequestException">The body is no DeleteOptions, or a number of the query is none.</exception>
    public static V1DeleteOptions Read(HttpContext http, ReadOnlyMemory<byte> body, in QueryParameters query)
    {
        if (body.IsEmpty) return OperationOptions.Delete(query);
        if (KubernetesTypes.Find(Kind)?.Decode(body, null) is V1DeleteOptions options) return options;
        throw new BadRequestException("decoded object cannot be converted to DeleteOptions");
    }
}
