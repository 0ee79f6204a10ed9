using Kube.Api.AspNetCore.Audit;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.AspNetCore.Lists;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.Audit;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves create, update, patch, delete and deletecollection, each within the time that a request may take.</summary>
internal sealed class WriteHandler(IObjectWriter writer, ListResponder lists, IOptions<KubeApiServerOptions> options, TimeProvider time)
{
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(options.Value.RequestTimeoutSeconds);

    public async ValueTask ServeAsync(HttpContext http, ResourceRequest request, ReadOnlyMemory<byte> body, ObjectForm form)
    {
        using var deadline = new CancellationTokenSource(RequestDeadline.Of(request.Query, _timeout), time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, deadline.Token);
        try
        {
            await ServeAsync(http, request, body, form, ending.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            throw new RequestTimeoutException("Timeout: request did not complete within the allotted timeout");
        }
    }

    private async ValueTask ServeAsync(HttpContext http, ResourceRequest request, ReadOnlyMemory<byte> body, ObjectForm form, CancellationToken cancellationToken)
    {
        var info = request.Info;
        switch (info.Verb)
        {
            case Verbs.Create:
                Answer(http, await writer.CreateAsync(info, Body(http, body), OperationOptions.Write(request.Query), cancellationToken), form, isCreate: true);
                break;
            case Verbs.Update:
                Answer(http, await writer.UpdateAsync(info, Body(http, body), OperationOptions.Write(request.Query), cancellationToken), form);
                break;
            case Verbs.Patch:
                if (AuditEvent.Current is { WantsRequest: true } record) RequestAudit.NotePatch(record, http.Request.ContentType, body);
                var patch = new PatchBody(PatchTypes.Of(http.Request.ContentType), body);
                Answer(http, await writer.PatchAsync(info, patch, OperationOptions.Patch(request.Query), cancellationToken), form);
                break;
            case Verbs.Delete:
                var how = DeleteOptionsBody.Read(http, body, request.Query);
                var deleted = await writer.DeleteAsync(info, how, cancellationToken);
                Answer(http, deleted, form, IsAcceptedOnly(deleted, how) ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
                break;
            default:
                var selection = OperationOptions.List(request.Query);
                var list = await writer.DeleteCollectionAsync(info, selection, DeleteOptionsBody.Read(http, body, request.Query), cancellationToken);
                await lists.WriteAsync(http, list, form, cancellationToken);
                break;
        }
    }

    // An object that lives on although its dependents were to go with it, said in the older way: upstream's DeleteResource tells with 202.
    private static bool IsAcceptedOnly(ObjectResult deleted, V1DeleteOptions how) =>
        deleted.Object.Resource is not null && how.OrphanDependents == false;

    private static RequestBody Body(HttpContext http, ReadOnlyMemory<byte> bytes) =>
        RequestBody.FromBytes(bytes, MediaTypes.TryParseContentType(http.Request.ContentType, out var encoding) ? FormatOf(encoding) : BodyFormat.Json);

    private static BodyFormat FormatOf(WireEncoding encoding) => encoding switch
    {
        WireEncoding.Yaml => BodyFormat.Yaml,
        WireEncoding.Protobuf => BodyFormat.Protobuf,
        _ => BodyFormat.Json,
    };

    private void Answer(HttpContext http, ObjectResult result, in ObjectForm form, bool isCreate = false) =>
        Answer(http, result, form, isCreate || result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);

    private void Answer(HttpContext http, ObjectResult result, in ObjectForm form, int status)
    {
        WarningHeaders.Add(http.Response.Headers, result.Warnings);
        Answers.Object(http, status, result.Object, result.Revision, form, form.IsPlainJson ? default : time.GetUtcNow().UtcDateTime);
    }
}
