using Kube.Api.FlowControl;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.FlowControl;

/// <summary>The seats of a watch, which it needs only until it has sent what there is; kept with its request.</summary>
internal sealed class WatchSeat(FlowTicket ticket)
{
    /// <summary>Gives the seats of a watch back.</summary>
    public static void Release(HttpContext http) => http.Features.Get<WatchSeat>()?.Release();

    private void Release() => ticket.Release();
}
