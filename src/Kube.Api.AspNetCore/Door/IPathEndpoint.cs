using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves some paths that are no resource. Asked after authorization, in the order of registration.</summary>
internal interface IPathEndpoint
{
    /// <summary>The paths that <c>/</c> lists.</summary>
    IEnumerable<string> Paths { get; }

    /// <summary>Answers; false when the path is another's.</summary>
    ValueTask<bool> TryServeAsync(HttpContext http, string path);
}
