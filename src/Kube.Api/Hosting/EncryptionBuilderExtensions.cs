using Kube.Api.Encryption;
using Kube.Api.Encryption.Kms;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers encryption at rest.</summary>
public static class EncryptionBuilderExtensions
{
    /// <summary>Has the store hold chosen resources encrypted.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configure">Names the configuration's file.</param>
    public static IKubeApiBuilder AddEncryption(this IKubeApiBuilder builder, Action<EncryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        builder.Services.TryAddSingleton<KmsFollower>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KmsFollower>(static services => services.GetRequiredService<KmsFollower>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EncryptionReloader>());
        return builder;
    }
}
