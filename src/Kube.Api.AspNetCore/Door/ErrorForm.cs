using Kube.Api.AspNetCore.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Door;

/// <summary>The encoding of an error: what the client accepts, else JSON.</summary>
internal static class ErrorForm
{
    public static OutputForm Of(HttpContext http) =>
        OutputNegotiator.Negotiate(http.Request.Headers.Accept, NegotiationScope.Resource).Form is { } form ? OutputForm.Plain(form.Encoding) : OutputForm.Json;
}
