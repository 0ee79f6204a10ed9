using System.Buffers;
using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Models;
using Kube.Api.Selectors;
using Kube.Api.Tree;
using Kube.Api.Webhooks;

namespace Kube.Api.Authorization.Webhook;

/// <summary>Asks another server who may do what (upstream's <c>plugin/pkg/authorizer/webhook</c>, 1.36).</summary>
internal sealed class WebhookAuthorizer : IAuthorizer, IDisposable
{
    private const int MostKept = 8192;
    private const int MostKeptBytes = 10_000;
    private const ulong ConditionLimit = 10_000_000;

    private static readonly ObjectCodec<V1SubjectAccessReview> s_codec = KubernetesTypes.Codec<V1SubjectAccessReview>();
    private static readonly CelRecordType s_spec = MakeType();

    private readonly ReviewServer<V1SubjectAccessReview> _server;
    private readonly WebhookAuthorizerOptions _options;
    private readonly IReadOnlyList<CelProgram> _conditions;
    private readonly AnswerCache<AuthorizationDecision> _known;

    /// <exception cref="CelCompileException">A condition is none.</exception>
    public WebhookAuthorizer(ReviewServer<V1SubjectAccessReview> server, WebhookAuthorizerOptions options, TimeProvider time)
    {
        (_server, _options) = (server, options);
        _conditions = [.. options.MatchConditions.Select(Compile)];
        _known = new(MostKept, time);
    }

    /// <exception cref="CelCompileException">It is no condition.</exception>
    public static CelProgram Compile(string condition) => CelEnvironment.Kubernetes.WithVariable("request", s_spec).Compile(condition);

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var review = new V1SubjectAccessReview { ApiVersion = "authorization.k8s.io/v1", Kind = "SubjectAccessReview", Spec = SpecOf(attributes) };
        var json = new ArrayBufferWriter<byte>(512);
        s_codec.Write(review, json);
        if (_conditions.Count > 0)
        {
            if (Matches(json.WrittenMemory, cancellationToken) is not { } matches) return Failed("a match condition could not be evaluated");
            if (!matches) return new(AuthorizationVerdict.NoOpinion);
        }

        var question = AnswerCache<AuthorizationDecision>.Digest(json.WrittenSpan);
        if (_known.TryFind(question, out var known)) return known;
        V1SubjectAccessReviewStatus status;
        try
        {
            status = (await _server.AskAsync(review, cancellationToken)).Status ?? new();
        }
        catch (WebhookException fault)
        {
            return Failed(fault.Message);
        }

        if (status is { Allowed: true, Denied: true }) return Failed("webhook subject access review returned both allow and deny response");
        var decision = new AuthorizationDecision(
            status.Allowed ? AuthorizationVerdict.Allow : status.Denied == true ? AuthorizationVerdict.Deny : AuthorizationVerdict.NoOpinion, status.Reason ?? "");
        // Nobody fills the cache with questions of any size.
        if (json.WrittenCount < MostKeptBytes) _known.Keep(question, decision, status.Allowed ? _options.AuthorizedTtl : _options.UnauthorizedTtl);
        return decision;
    }

    public void Dispose() => _server.Dispose();

    private AuthorizationDecision Failed(string why) => _options.DeniesOnFailure ? new(AuthorizationVerdict.Deny, why) : new(AuthorizationVerdict.NoOpinion);

    // One that is false decides, whatever became of the others; null: none is, and one failed.
    private bool? Matches(ReadOnlyMemory<byte> review, CancellationToken cancellationToken)
    {
        var value = CelTree.Read(Filled(((TreeObject)TreeNode.Parse(review)).GetObject("spec"u8)!), s_spec);
        var failed = false;
        foreach (var condition in _conditions)
        {
            try
            {
                switch (condition.Run([value], ConditionLimit, cancellationToken).Value)
                {
                    case CelError: failed = true; break;
                    case var outcome when CelTree.Write(outcome) is TreeBool { Value: false }: return false;
                    default: break;
                }
            }
            catch (CelCostExceededException)
            {
                failed = true;
            }
        }

        return failed ? null : true;
    }

    // Conditions see texts that are empty, too: only what is asked about differs from question to question.
    private static TreeObject Filled(TreeObject spec)
    {
        spec = With(spec, "user", "uid");
        if (spec["groups"u8] is null) spec = spec.With("groups"u8, TreeArray.Empty);
        if (spec["extra"u8] is null) spec = spec.With("extra"u8, TreeObject.Empty);
        return spec.GetObject("resourceAttributes"u8) is { } resource
            ? spec.With("resourceAttributes"u8, With(resource, "namespace", "verb", "group", "version", "resource", "subresource", "name"))
            : spec;
    }

    private static TreeObject With(TreeObject obj, params ReadOnlySpan<string> texts)
    {
        foreach (var name in texts)
            if (obj[name] is null) obj = obj.With(name, TreeString.Of(""));
        return obj;
    }

    private static V1SubjectAccessReviewSpec SpecOf(AuthorizationAttributes attributes)
    {
        var user = attributes.User;
        var spec = new V1SubjectAccessReviewSpec
        {
            User = user.Name,
            Uid = user.Uid,
            Groups = user.Groups.IsEmpty ? null : [.. user.Groups],
            Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToList()),
        };
        if (!attributes.IsResource)
        {
            spec.NonResourceAttributes = new V1NonResourceAttributes { Path = attributes.Path, Verb = attributes.Verb };
            return spec;
        }

        spec.ResourceAttributes = new V1ResourceAttributes
        {
            Namespace = Some(attributes.Namespace), Verb = attributes.Verb, Group = Some(attributes.Group), Version = Some(attributes.Version),
            Resource = attributes.Resource, Subresource = Some(attributes.Subresource), Name = Some(attributes.Name), FieldSelector = SelectorOf(attributes.FieldSelector),
        };
        return spec;
    }

    private static string? Some(string text) => text.Length == 0 ? null : text;

    private static V1FieldSelectorAttributes? SelectorOf(string selector)
    {
        if (selector.Length == 0) return null;
        try
        {
            return new V1FieldSelectorAttributes
            {
                Requirements =
                [
                    .. FieldSelector.Parse(selector).Requirements.Select(static one => new V1FieldSelectorRequirement
                    {
                        Key = one.Field, Operator = one.Negated ? "NotIn" : "In", Values = [one.Value],
                    }),
                ],
            };
        }
        catch (Errors.BadRequestException)
        {
            // What is wrong with it is said to those who may ask.
            return null;
        }
    }

    private static CelRecordType MakeType()
    {
        var text = CelType.String;
        var requirement = new CelRecordType("kubernetes.SelectorRequirement", ("key", text), ("operator", text), ("values", CelType.List(text)));
        var selector = new CelRecordType("kubernetes.SelectorAttributes", ("rawSelector", text), ("requirements", CelType.List(requirement)));
        var resource = new CelRecordType("kubernetes.ResourceAttributes",
            ("namespace", text), ("verb", text), ("group", text), ("version", text), ("resource", text), ("subresource", text), ("name", text),
            ("fieldSelector", selector), ("labelSelector", selector));
        var path = new CelRecordType("kubernetes.NonResourceAttributes", ("path", text), ("verb", text));
        return new CelRecordType("kubernetes.SubjectAccessReviewSpec",
            ("resourceAttributes", resource), ("nonResourceAttributes", path), ("user", text), ("groups", CelType.List(text)),
            ("extra", CelType.Map(text, CelType.List(text))), ("uid", text));
    }
}
