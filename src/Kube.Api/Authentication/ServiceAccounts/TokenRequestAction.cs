using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Admission;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Validation;
using Microsoft.Extensions.Options;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary><c>serviceaccounts/token</c>: makes a token for an account (upstream's <c>pkg/registry/core/serviceaccount/storage/token.go</c>, 1.36).</summary>
internal sealed class TokenRequestAction(
    AdmissionObjects objects, TokenIssuer issuer, IOptions<ServiceAccountTokenOptions> options, IRandomSource random, TimeProvider time) : IResourceAction
{
    private const long DefaultSeconds = 3600;
    private const long Shortest = 600;
    private const long Longest = 1L << 32;
    // What the default volume of pods asks for, an odd number so that it is known again, and how long such a token lives.
    private const long VolumeSeconds = (60 * 60) + 7;
    private const long ExtendedSeconds = 365L * 24 * 60 * 60;

    public GroupVersionResource Resource { get; } = new("", "v1", "serviceaccounts");

    public string Subresource => "token";

    public void ApplyDefaults(IKubernetesObject body) => ((Authenticationv1TokenRequest)body).Spec.ExpirationSeconds ??= DefaultSeconds;

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var asked = (Authenticationv1TokenRequest)request.Body;
        var ns = request.Context.Namespace;
        if (!string.IsNullOrEmpty(asked.Metadata.Name) && asked.Metadata.Name != request.Name)
            throw Invalid(request.Name, FieldPath.Root("metadata").Child("name"), asked.Metadata.Name, "must match the service account name if specified");
        var account = await objects.FindAsync<V1ServiceAccount>(Resource, ns, request.Name, cancellationToken) ?? throw new NotFoundException(Resource, request.Name);

        var spec = asked.Spec;
        if (spec.Audiences is not { Count: > 0 }) spec.Audiences = [.. options.Value.Audiences()];
        asked.Metadata.Name = account.Metadata.Name;
        asked.Metadata.Namespace = ns;
        asked.Metadata.Uid = account.Metadata.Uid;
        asked.Metadata.CreationTimestamp = request.Context.Now;
        asked.Status = new V1TokenRequestStatus();
        CheckExpiration(spec.ExpirationSeconds ?? DefaultSeconds);

        var binding = await TokenBinding.ResolveAsync(objects, spec.BoundObjectRef, ns, request.Name, cancellationToken);
        Shorten(spec, request.Context);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var seconds = spec.ExpirationSeconds!.Value;
        var extended = options.Value.ExtendExpiration && binding.Pod is not null && seconds == VolumeSeconds && !spec.Audiences.Except(options.Value.Audiences()).Any();
        asked.Status.Token = issuer.Issue(new TokenClaims
        {
            Issuer = options.Value.Issuer,
            Id = random.NewUid(),
            Audiences = [.. spec.Audiences],
            IssuedAt = now,
            NotBefore = now,
            Expires = now + (extended ? ExtendedSeconds : seconds),
            WarnAfter = extended ? now + seconds : 0,
            Namespace = ns,
            Account = new ObjectClaim(account.Metadata.Name!, account.Metadata.Uid!),
            Pod = binding.Pod,
            Secret = binding.Secret,
            Node = binding.Node,
        });
        asked.Status.ExpirationTimestamp = DateTimeOffset.FromUnixTimeSeconds(now + seconds).UtcDateTime;
        return asked;
    }

    private void Shorten(V1TokenRequestSpec spec, StrategyContext context)
    {
        var longest = options.Value.MaxExpirationSeconds;
        if (longest <= 0 || !(spec.ExpirationSeconds > longest)) return;
        context.Warnings.Add($"requested expiration of {spec.ExpirationSeconds} seconds shortened to {longest} seconds");
        spec.ExpirationSeconds = longest;
    }

    private static void CheckExpiration(long seconds)
    {
        var path = FieldPath.Root("spec").Child("expirationSeconds");
        if (seconds < Shortest) throw Invalid("", path, seconds, "may not specify a duration less than 10 minutes");
        if (seconds > Longest) throw Invalid("", path, seconds, "may not specify a duration larger than 2^32 seconds");
    }

    private static InvalidException Invalid(string name, FieldPath path, object value, string detail)
    {
        var errors = new FieldErrors();
        errors.Invalid(path, value, detail);
        return new InvalidException("authentication.k8s.io", "TokenRequest", name, errors);
    }
}
