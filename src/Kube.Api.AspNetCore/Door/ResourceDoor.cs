using Kube.Api.AspNetCore.Connect;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.AspNetCore.Security;
using Kube.Api.Audit;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves paths that name a resource: finds the operation, agrees on forms, reads the body, hands over to the operation.</summary>
internal sealed class ResourceDoor(
    RouteTableCache routes, DoorAuthorization authorization, ReadHandler reads, WriteHandler writes, ConnectHandler connections,
    ResourceRequestMetrics metrics, IOptions<KubeApiServerOptions> options)
{
    private readonly int _maxBodyBytes = options.Value.MaxRequestBodyBytes;

    public ValueTask ServeAsync(HttpContext http, UserInfo user)
    {
        var path = ApiPath.Parse(http.Request.Path.Value);
        var query = QueryParameters.Parse(http.Request.QueryString.Value);
        var refusal = ResourceRouter.Resolve(routes.Current, path, http.Request, user, query, out var request);
        if (refusal != RouteRefusal.None)
            return RefuseAsync(http, DoorAuthorization.Describe(user, path, http.Request.Method, query.Flag("watch") == true), refusal);

        // Whatever comes of the request: its resource is on the way out.
        if (request.Info.Resource.DeprecationWarning is { } warning) Deprecated(http, request, warning);
        if (connections.Find(request) is { } connector) return metrics.LongRunning.CountAsync(request, connections.ServeAsync(http, request, Attributes(request), connector));
        var form = Agree(http, request, out var status);
        if (status is not null) return RefuseAsync(http, Attributes(request), status, form);
        if (request.Info.Verb == Verbs.Watch) return metrics.LongRunning.CountAsync(request, reads.ServeAsync(http, request, form));
        return request.Info.Verb is Verbs.Get or Verbs.List
            ? reads.ServeAsync(http, request, form)
            : WriteAsync(http, request, form);
    }

    private void Deprecated(HttpContext http, in ResourceRequest request, string warning)
    {
        metrics.Deprecated.Note(request.Info.Resource.Resource, request.Info.Subresource);
        WarningHeaders.Add(http.Response.Headers, [warning]);
        AuditEvent.Current?.Annotate("k8s.io/deprecated", "true");
    }

    private static ObjectForm Agree(HttpContext http, in ResourceRequest request, out V1Status? refusal)
    {
        var negotiated = OutputNegotiator.Negotiate(http.Request.Headers.Accept, NegotiationScope.Resource);
        refusal = FindRefusal(http, request, negotiated);
        var output = negotiated.Form ?? OutputForm.Json;
        if (request.Query.IsEmpty && !Prettiness.IsAgent(http.Request.Headers.UserAgent)) return new ObjectForm(output, TableContent.Metadata, Pretty: false);
        var content = request.Query.Find("includeObject") switch
        {
            "None" => TableContent.None,
            "Object" => TableContent.Object,
            null or "" or "Metadata" => TableContent.Metadata,
            var other when output.Transform == OutputTransform.Table => throw new BadRequestException(
                $"Unable to convert to Table as requested: includeObject: Invalid value: \"{other}\": must be 'Metadata', 'Object', 'None', or empty"),
            _ => TableContent.Metadata,
        };
        return new ObjectForm(output, content, Prettiness.IsWanted(request.Query, http.Request.Headers.UserAgent));
    }

    private static V1Status? FindRefusal(HttpContext http, in ResourceRequest request, in Negotiated negotiated)
    {
        var info = request.Info;
        if (info.Verb == Verbs.Patch && !PatchTypes.IsKnown(http.Request.ContentType) && !info.Resource.IsUntyped) return RouterStatus.UnsupportedMediaType;
        if (info.Verb == Verbs.Patch && info.Resource.IsUntyped && PatchTypes.Of(http.Request.ContentType) == PatchType.StrategicMerge) return RouterStatus.PatchOfUntyped;
        var isList = info.Verb is Verbs.List or Verbs.Watch;
        if (!negotiated.IsProducible) return isList ? RouterStatus.NotAcceptableList : RouterStatus.NotAcceptable;
        if (negotiated.Form is not { } form) return info.Verb == Verbs.Watch ? RouterStatus.StreamNotAcceptable : RouterStatus.HandlerNotAcceptable;
        if (info.Verb == Verbs.Watch) return form.Encoding == WireEncoding.Yaml ? RouterStatus.StreamNotAcceptable : null;
        if (form.Transform == OutputTransform.PartialObject && info.Verb is Verbs.List) return WrongShape.IsList(info.Resource);
        if (form.Transform == OutputTransform.PartialObjectList && info.Verb is not (Verbs.List or Verbs.DeleteCollection)) return WrongShape.IsNoList(info.Resource);
        var readsBody = info.Verb is Verbs.Create or Verbs.Update;
        return readsBody && !MediaTypes.TryParseContentType(http.Request.ContentType, out _) ? RouterStatus.BodyNotReadable : null;
    }

    private async ValueTask WriteAsync(HttpContext http, ResourceRequest request, ObjectForm form)
    {
        // Who may not write need not be read to the end. The operation asks again, because other doors lead to it, too; asking costs next to nothing.
        if (request.Info.Verb != Verbs.DeleteCollection) await authorization.EnsureAllowedAsync(Attributes(request), http.RequestAborted);
        var body = await RequestBodies.ReadAsync(http.Request, _maxBodyBytes, http.RequestAborted);
        var isDelete = request.Info.Verb is Verbs.Delete or Verbs.DeleteCollection;
        if (body is null)
        {
            await RefuseAsync(http, Attributes(request), RouterStatus.TooLarge(_maxBodyBytes), form);
        }
        else if (isDelete && body.Value.Length > 0 && !MediaTypes.TryParseContentType(http.Request.ContentType, out _))
        {
            await RefuseAsync(http, Attributes(request), RouterStatus.BodyNotReadable, form);
        }
        else
        {
            await writes.ServeAsync(http, request, body.Value, form);
        }
    }

    private async ValueTask RefuseAsync(HttpContext http, Authorization.AuthorizationAttributes attributes, RouteRefusal refusal)
    {
        await authorization.EnsureAllowedAsync(attributes, http.RequestAborted);
        if (refusal == RouteRefusal.NoSuchSubresource) throw new NotFoundException(new(attributes.Group, attributes.Version, attributes.Resource), attributes.Name);
        if (refusal == RouteRefusal.VerbNotSupported) throw MethodNotAllowedException.Of(new(attributes.Group, attributes.Version, attributes.Resource), attributes.Verb);
        if (refusal == RouteRefusal.PageNotFound) Answers.PageNotFound(http);
        else Answers.Status(http, refusal == RouteRefusal.NotServed ? RouterStatus.NotFound : RouterStatus.MethodNotAllowed, ErrorForm.Of(http), false);
    }

    private async ValueTask RefuseAsync(HttpContext http, Authorization.AuthorizationAttributes attributes, V1Status status, ObjectForm form)
    {
        await authorization.EnsureAllowedAsync(attributes, http.RequestAborted);
        Answers.Status(http, status, form.Output, form.Pretty);
    }

    private static Authorization.AuthorizationAttributes Attributes(in ResourceRequest request) => new()
    {
        User = request.Info.User,
        Verb = request.Info.Verb,
        Group = request.Info.Resource.Kind.Group,
        Version = request.Info.Resource.Kind.Version,
        Resource = request.Info.Resource.Plural,
        Subresource = request.Info.Subresource,
        Namespace = request.Info.Namespace,
        Name = request.Info.Name,
    };
}
