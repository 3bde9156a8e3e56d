using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

/// <summary>The exchange of RFC 7677, section 3, character by character.</summary>
public sealed class ScramRfcTests
{
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string ClientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ClientFinal = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void The_client_says_what_the_rfc_says_and_takes_the_servers_proof()
    {
        ScramClient client = new("user", ChannelBinding.None, ClientNonce, requireDerivation: false);
        Assert.Equal(ClientFirst, Encoding.ASCII.GetString(client.WriteClientFirst()));
        client.ReadServerFirst(Encoding.ASCII.GetBytes(ServerFirst));
        Assert.Null(client.Derivation);
        Assert.Equal(ClientFinal, Encoding.ASCII.GetString(client.WriteClientFinal("pencil")));
        client.ReadServerFinal(Encoding.ASCII.GetBytes(ServerFinal));
    }

    [Fact]
    public void The_server_says_what_the_rfc_says_and_takes_the_clients_proof()
    {
        ScramVerifier verifier = ScramVerifier.Create("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        ScramServer server = new(ChannelBinding.None, ServerNonce);
        Assert.Equal("user", server.ReadClientFirst(Encoding.ASCII.GetBytes(ClientFirst)));
        Assert.Equal(ServerFirst, Encoding.ASCII.GetString(server.WriteServerFirstFor(verifier, derivation: null)));
        Assert.Equal(ServerFinal, Encoding.ASCII.GetString(server.ReadClientFinal(Encoding.ASCII.GetBytes(ClientFinal))));
    }
}
