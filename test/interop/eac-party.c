/*
 * One party of PACE, of Chip and of Terminal Authentication, played by OpenPACE (libeac): the chip or the terminal. It reads one command a line and answers
 * each with one line, `ok` with hexadecimal values or `no` with a reason:
 *
 *   init NAME ID PASSWORD SECRET    a protocol by OpenSSL's short name, standardized parameters, password 1 to 4, secret in hex
 *   nonce                           chip: draw and encrypt the nonce
 *   nonce Z                         terminal: decrypt it
 *   mapping                         own mapping data
 *   map DATA                        the mapping data of the other party
 *   ephemeral                       own ephemeral public key
 *   agree KEY                       the other's ephemeral public key
 *   token KEY                       own token over the other's ephemeral public key
 *   verify TOKEN                    check the other's token
 *   keys                            the session keys: for encryption, for the MAC
 *   session                         start secure messaging: counter 0
 *   count                           the counter counts up
 *   encrypt DATA, decrypt DATA      with the counter's initialization vector; data are whole blocks
 *   mac DATA                        the checksum over the counter and data, which are padded already
 *   ca NAME ID                      Chip Authentication by OpenSSL's short name, with standardized parameters
 *   ca-static PRIVATE PUBLIC        chip: its static key
 *   ca-key                          terminal: own ephemeral public key
 *   ca-agree KEY                    the other's public key; derives the keys of version 1, without a nonce
 *   ca-session                      start secure messaging with them: counter 0
 *   ta CERTIFICATE [PRIVATE]        Terminal Authentication: the chip's CVCA certificate, or the terminal's own and its key in PKCS#8
 *   ta-import CERTIFICATE           chip: the next certificate of the chain
 *   ta-nonce [Z]                    chip: own challenge; terminal: the chip's
 *   ta-sign KEY KEY                 terminal: signs with own ephemeral key, and the chip's of PACE
 *   ta-verify KEY KEY SIGNATURE     chip: the other side of it
 *
 * Build: gcc eac-party.c -o eac-party -leac -lcrypto
 */
#include <eac/ca.h>
#include <eac/eac.h>
#include <eac/objects.h>
#include <eac/pace.h>
#include <eac/ta.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 20000

static EAC_CTX *ctx;
static PACE_SEC *secret;

static int no(const char *reason) {
    ERR_clear_error();
    printf("no %s\n", reason);
    return 0;
}

static int put(const BUF_MEM *data) {
    size_t i;
    if (!data) return no("libeac");
    printf("ok ");
    for (i = 0; i < data->length; i++) printf("%02x", (unsigned char) data->data[i]);
    printf("\n");
    return 1;
}

/* Bytes of hexadecimal text; NULL for text that is none. */
static BUF_MEM *unhex(const char *text) {
    size_t i, length = strlen(text);
    BUF_MEM *out;
    if (length % 2) return NULL;
    out = BUF_MEM_new();
    /* BUF_MEM_grow(…, 0) leaves no buffer behind. */
    BUF_MEM_grow(out, length / 2 ? length / 2 : 1);
    out->length = length / 2;
    for (i = 0; i < length / 2; i++) {
        unsigned int byte;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) {
            BUF_MEM_free(out);
            return NULL;
        }
        out->data[i] = (char) byte;
    }
    return out;
}

static int init(char *name, char *id, char *password, char *secret_hex) {
    BUF_MEM *text = unhex(secret_hex);
    int protocol = OBJ_sn2nid(name);
    if (!text || protocol == NID_undef) return no("protocol");
    EAC_CTX_clear_free(ctx);
    PACE_SEC_clear_free(secret);
    ctx = EAC_CTX_new();
    secret = PACE_SEC_new(text->data, text->length, (enum s_type) atoi(password));
    BUF_MEM_free(text);
    if (!ctx || !secret) return no("libeac");
    if (!EAC_CTX_init_pace(ctx, protocol, atoi(id))) return no("parameters");
    printf("ok\n");
    return 1;
}

/* OpenPACE derives keys for Chip Authentication from a nonce, as version 2 has it. Version 1 has none, as PACE. */
static int derive_version_1(void) {
    KA_CTX *own = ctx->pace_ctx->ka_ctx;
    int good;
    ctx->pace_ctx->ka_ctx = ctx->ca_ctx->ka_ctx;
    good = PACE_STEP3C_derive_keys(ctx);
    ctx->pace_ctx->ka_ctx = own;
    return good;
}

/* The verbs of Chip and Terminal Authentication; -1 for any other. */
static int authenticate(char *verb, char **words) {
    BUF_MEM *in[3] = {NULL, NULL, NULL}, *out = NULL, *terminal = NULL, *chip = NULL;
    int i, good = 0;
    if (strncmp(verb, "ca", 2) && strncmp(verb, "ta", 2)) return -1;
    if (!ctx || !ctx->pace_ctx) return no("init first");
    if (!strcmp(verb, "ca")) {
        int protocol = words[0] ? OBJ_sn2nid(words[0]) : NID_undef;
        if (protocol == NID_undef || !words[1]) return no("ca NAME ID");
        if (!EAC_CTX_init_ca(ctx, protocol, atoi(words[1]))) return no("parameters");
        CA_disable_passive_authentication(ctx);
        printf("ok\n");
        return 1;
    }
    for (i = 0; i < 3 && words[i]; i++)
        if (!(in[i] = unhex(words[i]))) return no("hexadecimal");
#define BYTES(buffer) (const unsigned char *) (buffer)->data, (buffer)->length
    if (!strcmp(verb, "ca-static") && in[0] && in[1]) good = CA_set_key(ctx, BYTES(in[0]), BYTES(in[1]));
    else if (!strcmp(verb, "ca-key")) {
        BUF_MEM *compressed = TA_STEP3_generate_ephemeral_key(ctx);
        if (compressed) out = CA_STEP2_get_eph_pubkey(ctx);
        BUF_MEM_free(compressed);
    } else if (!strcmp(verb, "ca-agree") && in[0])
        good = CA_STEP4_compute_shared_secret(ctx, in[0]) && derive_version_1();
    else if (!strcmp(verb, "ca-session")) good = EAC_CTX_set_encryption_ctx(ctx, EAC_ID_CA);
    else if (!strcmp(verb, "ta") && in[0]) {
        good = in[1] ? EAC_CTX_init_ta(ctx, BYTES(in[1]), BYTES(in[0])) : EAC_CTX_init_ta(ctx, NULL, 0, BYTES(in[0]));
        /* The certificates' dates are not this machine's. */
        TA_disable_checks(ctx);
    } else if (!strcmp(verb, "ta-import") && in[0]) good = TA_STEP2_import_certificate(ctx, BYTES(in[0]));
    else if (!strcmp(verb, "ta-nonce") && !in[0]) out = TA_STEP4_get_nonce(ctx);
    else if (!strcmp(verb, "ta-nonce")) good = TA_STEP4_set_nonce(ctx, in[0]);
    else if ((!strcmp(verb, "ta-sign") || !strcmp(verb, "ta-verify")) && in[0] && in[1]) {
        terminal = EAC_Comp(ctx, EAC_ID_CA, in[0]);
        chip = EAC_Comp(ctx, EAC_ID_PACE, in[1]);
        if (terminal && chip && !in[2]) out = TA_STEP5_sign(ctx, terminal, chip, NULL);
        else if (terminal && chip) good = TA_STEP6_verify(ctx, terminal, chip, NULL, in[2]) == 1;
    }
    for (i = 0; i < 3; i++) BUF_MEM_free(in[i]);
    BUF_MEM_free(terminal);
    BUF_MEM_free(chip);
    if (out) {
        put(out);
        BUF_MEM_clear_free(out);
        return 1;
    }
    if (!good) return no("libeac");
    printf("ok\n");
    return 1;
}

static int answer(char *verb, char *word) {
    BUF_MEM *in = word ? unhex(word) : NULL;
    BUF_MEM *out = NULL;
    int good = 0;
    if (word && !in) return no("hexadecimal");
    if (!ctx) return no("init first");
    if (!strcmp(verb, "nonce") && !in) out = PACE_STEP1_enc_nonce(ctx, secret);
    else if (!strcmp(verb, "nonce")) good = PACE_STEP2_dec_nonce(ctx, secret, in);
    else if (!strcmp(verb, "mapping")) out = PACE_STEP3A_generate_mapping_data(ctx);
    else if (!strcmp(verb, "map") && in) good = PACE_STEP3A_map_generator(ctx, in);
    else if (!strcmp(verb, "ephemeral")) out = PACE_STEP3B_generate_ephemeral_key(ctx);
    else if (!strcmp(verb, "agree") && in)
        good = PACE_STEP3B_compute_shared_secret(ctx, in) && PACE_STEP3C_derive_keys(ctx);
    else if (!strcmp(verb, "token") && in) out = PACE_STEP3D_compute_authentication_token(ctx, in);
    else if (!strcmp(verb, "verify") && in) good = PACE_STEP3D_verify_authentication_token(ctx, in) == 1;
    else if (!strcmp(verb, "keys")) {
        KA_CTX *ka = ctx->pace_ctx->ka_ctx;
        size_t i;
        printf("ok ");
        for (i = 0; i < ka->k_enc->length; i++) printf("%02x", (unsigned char) ka->k_enc->data[i]);
        printf(" ");
        for (i = 0; i < ka->k_mac->length; i++) printf("%02x", (unsigned char) ka->k_mac->data[i]);
        printf("\n");
        return 1;
    } else if (!strcmp(verb, "session")) good = EAC_CTX_set_encryption_ctx(ctx, EAC_ID_PACE);
    else if (!strcmp(verb, "count")) good = EAC_increment_ssc(ctx);
    else if (!strcmp(verb, "encrypt") && in) out = EAC_encrypt(ctx, in);
    else if (!strcmp(verb, "decrypt") && in) out = EAC_decrypt(ctx, in);
    else if (!strcmp(verb, "mac") && in) out = EAC_authenticate(ctx, in);
    else return no("verb");
    BUF_MEM_free(in);
    if (out) {
        put(out);
        BUF_MEM_clear_free(out);
        return 1;
    }
    if (!good) return no("libeac");
    printf("ok\n");
    return 1;
}

int main(void) {
    static char line[LINE];
    EAC_init();
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, LINE, stdin)) {
        char *verb = strtok(line, " \n");
        char *words[4];
        int i;
        if (!verb) continue;
        for (i = 0; i < 4; i++) words[i] = strtok(NULL, " \n");
        if (!strcmp(verb, "init")) {
            if (words[0] && words[1] && words[2]) init(words[0], words[1], words[2], words[3] ? words[3] : "");
            else no("init NAME ID PASSWORD SECRET");
        } else if (authenticate(verb, words) < 0) answer(verb, words[0]);
        fflush(stdout);
    }
    EAC_CTX_clear_free(ctx);
    PACE_SEC_clear_free(secret);
    EAC_cleanup();
    return 0;
}
