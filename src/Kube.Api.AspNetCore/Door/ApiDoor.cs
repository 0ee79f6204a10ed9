using Kube.Api.AspNetCore.Audit;
using Kube.Api.AspNetCore.FlowControl;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Security;
using Kube.Api.Audit;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Where every request comes in: who is it, may they be served now, is it a resource or another path; and where every failure becomes a Status.</summary>
internal sealed class ApiDoor(
    RequestIdentity identity, FlowGate gate, ServingDoor doors, FailureAnswers failures, RequestMetrics metrics, RequestAudit audit)
{
    private readonly AuditIds _auditIds = new();

    public async Task InvokeAsync(HttpContext http)
    {
        var started = metrics.Begin(http);
        var headers = http.Response.Headers;
        headers["Audit-Id"] = http.Request.Headers["Audit-ID"] is [{ Length: > 0 and <= 64 } given] ? given : _auditIds.Next();
        headers.CacheControl = Answers.NoCache;
        var pass = FlowPass.Free;
        AuditEvent? record = null;
        try
        {
            var user = await identity.AuthenticateAsync(http);
            record = audit.Begin(http, user);
            if (Impersonation.IsAsked(http.Request.Headers)) user = await identity.ActAsync(http, user);
            pass = await gate.EnterAsync(http, user);
            if (FlowGate.TryRefuse(http, pass)) return;
            await doors.ServeAsync(http, user);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            audit.Fail(http, record, failure);
            failures.Answer(http, failure);
        }
        catch (OperationCanceledException)
        {
            // The client is gone; there is nobody to answer.
            http.Abort();
        }
        finally
        {
            gate.Exit(pass);
            audit.End(http, record);
            metrics.End(http, started);
        }
    }
}
